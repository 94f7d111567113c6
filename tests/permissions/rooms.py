"""Polls, sessions and committees of a community, in their states."""

from datetime import timedelta

from django.utils import timezone

from committees.domain import committees as committee_work
from committees.domain import minutes, plans
from committees.enums import MeetingState, SeatRole, SeatSide
from forums.discussion.models import Forum
from forums.live.domain import messages
from forums.live.enums import SessionState
from forums.live.models import Message
from forums.polls.domain import closing
from forums.polls.models import GoalPoll
from people.domain import blocks
from people.enums import Band
from tests.factories import committees as make_committees
from tests.factories import live as make_live
from tests.factories import polls as make_polls
from tests.permissions.cast import SECRETS, Place


def put_polls(place: Place, mark: str) -> None:
    now = timezone.now()
    forum = Forum.objects.get(pk=place.facts["forum"].pk)
    organizer = place.people["or"]
    made = {"forum": forum, "organizer": organizer, "bands": [Band.B]}
    draft = make_polls.draft_poll(place.community, question=SECRETS["poll in draft"], **made)
    place.put("poll", draft, "draft")
    place.put("option", draft.options.first())
    voice = [place.facts["shown"]]
    running, _ = make_polls.open_poll(place.community, question=f"Which goals? {mark}", voices=voice, **made)
    place.put("poll", running)
    make_polls.vote(running, place.people["au"], "A quiet room")
    place.facts["poll"] = running
    place.facts["goals"] = [option.public_id for option in running.options.all()]
    counted, others = make_polls.open_poll(
        place.community, question=f"Which goals last year? {mark}", voters=1, voices=voice, **made
    )
    for voter in [*(place.people[role] for role in ("au", "sB", "se", "cc")), *others]:
        make_polls.vote(counted, voter, "A quiet room")
    make_polls.close_poll(counted, organizer)
    closing.settle_due(place.community, now=now)  # its key goes at once, as it would after a commit
    place.put("poll", counted, "closed")
    place.facts["counted"] = GoalPoll.objects.get(pk=counted.pk)
    place.facts["closes_at"] = (now + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")


def put_sessions(place: Place, mark: str) -> None:
    adults = {
        "facilitator": place.people["fa"],
        "moderator": place.people["mo"],
        "second_adult": place.people["te"],
    }
    room = make_live.room(place.community, title=f"The quiet room {mark}", bands=[Band.B], **adults)
    author = place.people["au"]
    place.put("session", room.session)
    shown = room.shown(author, f"A lamp would help. {mark}")
    place.put("message", shown)
    place.put("byline", shown.byline)
    gone = room.shown(author, SECRETS["withdrawn message"])
    messages.withdraw(room.actor(author), message=Message.objects.get(pk=gone.pk), now=timezone.now())
    cut = room.say(author, SECRETS["removed message"])
    messages.rule_on(
        room.actor(place.people["mo"]),
        message=cut,
        outcome="remove",
        version=cut.version,
        reason="unkind",
        reply=SECRETS["reply of the desk"],
        now=timezone.now(),
    )
    place.put("message", cut, "removed")
    place.put("message", room.say(author, SECRETS["held message"]), "held")
    place.put("question", make_live.asked(room))
    spoken = room.shown(place.people["te"], f"{SECRETS['message that sB hid']}, I listen. {mark}")
    blocks.block(place.actor("sB"), byline=spoken.byline, now=timezone.now())
    place.put("byline", spoken.byline, "hidden")
    place.things["talk"] = {"": room.session.join_number}
    free = make_live.room(place.community, title=f"The yard {mark}", bands=[Band.B], **adults)
    place.put("session", free.session, "free")
    draft = make_live.room(
        place.community,
        state=SessionState.DRAFT,
        here=False,
        title=SECRETS["session in draft"],
        bands=[Band.B],
        **adults,
    )
    place.put("session", draft.session, "draft")
    over = make_live.room(
        place.community, state=SessionState.CLOSED, title=f"Last week {mark}", bands=[Band.B], **adults
    )
    place.put("session", over.session, "closed")


def put_committees(place: Place, mark: str) -> None:
    now = timezone.now()
    made = committee_work.create_committee(
        place.actor("or"),
        name=f"Lunch group {mark}",
        purpose="Calmer lunches.",
        powers="Rooms at lunch.",
        limits="Prices.",
        kind="action_group",
        quorum_percent=50,
        minimum_youth_percent=50,
        decision_rule="simple",
        now=now,
    )
    seated = {
        "ch": (SeatSide.ADULT, SeatRole.CHAIR),
        "cc": (SeatSide.YOUTH, SeatRole.YOUTH_CO_CHAIR),
        "se": (SeatSide.YOUTH, SeatRole.MEMBER),
    }
    for role, (side, part) in seated.items():
        seat = make_committees.seat(made, place.people[role], side, part)
        place.put("seat", seat, role)
    place.put("seat", make_committees.seat(made, None))
    made = committee_work.activate_committee(place.actor("or"), committee=made, now=now)
    place.put("committee", made)
    draft = committee_work.create_committee(
        place.actor("or"),
        name=f"{SECRETS['committee in draft']} {mark}",
        purpose="Later.",
        powers="None.",
        limits="All.",
        kind="advisory",
        quorum_percent=50,
        minimum_youth_percent=0,
        decision_rule="simple",
        now=now,
    )
    make_committees.seat(draft, place.people["cc"], SeatSide.YOUTH, SeatRole.YOUTH_CO_CHAIR)
    make_committees.seat(draft, place.people["ch"], SeatSide.ADULT, SeatRole.CHAIR)
    place.put("committee", draft, "draft")
    held = make_committees.meeting(made, title=f"First meeting {mark}")
    place.put("meeting", held)
    make_committees.meetings.pull_in_theme(
        place.actor("or"), meeting=held, theme=place.facts["theme"], now=now
    )
    cited = [place.things["perspective"][""]]
    decided = make_committees.decision(held, title=f"A quiet room {mark}", cited=cited)
    place.put("decision", decided)
    action = make_committees.action(decided, title=f"Open room 12 {mark}", owner=place.people["na"])
    place.put("action", action)
    out = make_committees.plan(made, title=f"Calmer lunches {mark}")
    make_committees.edition(out)
    place.put("plan", out)
    place.put("goal", out.goals.first())
    second = make_committees.decision(held, title=f"A lamp {mark}", cited=cited)
    place.put("decision", second, "second")
    waiting = plans.create_plan(
        place.actor("or"), committee=made, title=SECRETS["plan in draft"], summary=mark, now=now
    )
    place.put("plan", waiting, "draft")
    third = make_committees.decision(held, title=f"A carpet {mark}", cited=cited)
    place.put("decision", third, "third")
    over = make_committees.meeting(made, title=f"Last meeting {mark}", state=MeetingState.CLOSED)
    minutes.edit_minutes(
        place.actor("ch"),
        meeting=over,
        minutes=SECRETS["minutes in draft"],
        version=over.version,
        now=now,
    )
    place.put("meeting", over, "closed")
    place.put("meeting", make_committees.meeting(made, title="Next", state=MeetingState.CALLED), "called")
