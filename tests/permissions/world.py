"""Two communities, each with one thing of every kind, and an account for every role: the set-up of every cell.

Both are built by the same words, so that "the same thing of the other community" always exists. What nobody but a
few may read carries a secret word of its own (``SECRETS``).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from committees.domain import committees as committee_work
from committees.domain import minutes, plans
from committees.enums import MeetingState, SeatRole, SeatSide
from committees.models import Seat
from forums.discussion.domain import answers, forums, posts, stances, welcome
from forums.discussion.models import Forum
from forums.live.domain import messages
from forums.live.enums import SessionState
from forums.live.models import Message
from forums.polls.domain import closing
from forums.polls.models import GoalPoll
from moderation.domain import cases, reports
from moderation.models import Case, StaffedHours
from people.domain import holidays, joining, sign_in_codes
from people.enums import Band, Role
from people.models import Community, Membership, User
from tests import factories
from tests.factories import committees as make_committees
from tests.factories import live as make_live
from tests.factories import polls as make_polls

#: What is nobody else's to read: key -> a word that stands nowhere else.
SECRETS = {
    "held post": "Quorvimheld",
    "returned post": "Quorvimback",
    "removed post": "Quorvimgone",
    "withdrawn post": "Quorvimtaken",
    "held reply": "Quorvimreply",
    "draft of a post": "Quorvimdraft",
    "words to the desk": "Quorvimflag",
    "reply of the desk": "Quorvimdesk",
    "forum of band A": "Quorvimband",
    "post of band A": "Quorvimsmall",
    "poll of band A": "Quorvimvote",
    "session of band A": "Quorvimtalk",
    "message of band A": "Quorvimsays",
    "forum in draft": "Quorvimquestion",
    "poll in draft": "Quorvimpaper",
    "session in draft": "Quorvimroom",
    "held message": "Quorvimwaits",
    "removed message": "Quorvimcut",
    "withdrawn message": "Quorvimnever",
    "minutes in draft": "Quorvimminutes",
    "plan in draft": "Quorvimplan",
    "committee in draft": "Quorvimgroup",
    "name of a student": "Quorvimson",
}
OTHER = "Zelbranth"  # stands in every text of the other community

#: Standing of each account: roles, band, and what else is special about it (see ``docs/permissions.md``).
ADULTS = {
    "cg": (Role.CAREGIVER,),
    "te": (Role.TEACHER,),
    "na": (Role.TEACHER,),
    "ch": (Role.TEACHER,),
    "fa": (Role.FACILITATOR,),
    "mo": (Role.MODERATOR,),
    "or": (Role.ORGANIZER,),
    "me": (Role.MENTOR,),
    "mc": (Role.MENTORING_COORDINATOR,),
    "ag": (Role.AGENCY_WORKER,),
    "sl": (Role.SAFEGUARDING_LEAD,),
    "ad": (Role.ADMINISTRATOR,),
}
EVERY_DUTY = (
    Role.TEACHER,
    Role.FACILITATOR,
    Role.MODERATOR,
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
    Role.ADMINISTRATOR,
)
STUDENTS = {"au": Band.B, "sB": Band.B, "nc": Band.B, "se": Band.B, "cc": Band.B, "sA": Band.A}
BAND_B = ("au", "sB", "nc", "se", "cc")


@dataclass
class Place:
    """A community with its people, and the ids that stand in addresses: ``things[parameter][variant]``."""

    community: Community
    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    def actor(self, role: str):
        return factories.actor(self.people[role], self.community)

    def member(self, role: str) -> Membership:
        return Membership.objects.get(user=self.people[role], community=self.community)

    def put(self, parameter: str, thing, variant: str = "") -> None:
        value = getattr(thing, "public_id", None) or str(getattr(thing, "pk", thing))
        self.things.setdefault(parameter, {})[variant] = value


def build(slug: str, mark: str = "") -> Place:
    """Make a community with everything in it; ``mark`` stands in its texts."""
    place = Place(factories.community(slug, name=f"{mark or 'Harbour'} School"))
    _people(place, slug)
    _forum(place, mark)
    _other_states(place, mark)
    _band_a(place, mark)
    _polls(place, mark)
    _session(place, mark)
    _committee(place, mark)
    _desk(place)
    _people_things(place, mark)
    return place


def _people(place: Place, slug: str) -> None:
    for role, roles in ADULTS.items():
        place.people[role] = factories.member(place.community, *roles, username=f"{role}-{slug}")
    for role, band in STUDENTS.items():
        user = factories.member(
            place.community, band=band, username=f"{role}-{slug}".lower(), consent=role != "nc"
        )
        place.people[role] = user
    for _ in range(4):  # a vote among fewer would not open
        factories.member(place.community, band=Band.A)
    User.objects.filter(pk=place.people["au"].pk).update(last_name=SECRETS["name of a student"])
    place.people["uc"] = factories.member(place.community, *EVERY_DUTY, username=f"uc-{slug}", cleared=False)


def _forum(place: Place, mark: str) -> None:
    now = timezone.now()
    forum = factories.open_forum(
        place.community,
        named_adult=place.people["na"],
        question=f"What should change at lunch? {mark}",
        bands=[Band.B],
    )
    forums.offer_duty(place.actor("or"), forum=forum, to=place.member("te"), now=now)
    place.put("forum", forum)
    place.facts["forum"] = forum
    for role in ("au", "sB", "se", "cc"):
        welcome.confirm(place.actor(role), forum=forum, now=now)
    say = lambda words, **more: factories.perspective(  # noqa: E731
        forum, place.people["au"], f"{words} {mark}", **more
    )
    shown = say("The hall is too loud.")
    place.put("perspective", shown)
    place.put("perspective", say("A second voice about lunch."), "single")
    place.put("perspective", say(SECRETS["held post"], published=False), "held")
    place.facts["shown"] = shown
    rule(place, say(SECRETS["returned post"], published=False), "return", "perspective", "returned")
    rule(place, say(SECRETS["removed post"], published=False), "remove", "perspective", "removed")
    taken = say(SECRETS["withdrawn post"])
    posts.withdraw(place.actor("au"), post=taken, now=now)
    place.put("perspective", taken, "withdrawn")
    reply = posts.reply(place.actor("au"), perspective=shown, body=f"And the corridor. {mark}", now=now)
    posts.release(reply, now=now)
    place.put("reply", reply)
    waits = posts.reply(place.actor("au"), perspective=shown, body=SECRETS["held reply"], now=now)
    place.put("reply", waits, "held reply")
    stances.save_draft(place.actor("au"), forum=forum, body=SECRETS["draft of a post"], now=now)
    theme = answers.make_theme(
        place.actor("or"), forum=forum, title=f"Noise {mark}", sources=[shown.public_id], now=now
    )
    place.put("theme", theme, "answered")
    fresh = answers.make_theme(
        place.actor("or"), forum=forum, title=f"Places {mark}", sources=[shown.public_id], now=now
    )
    place.put("theme", fresh)
    place.facts["theme"] = fresh
    given = _answer(place, theme, mark)
    place.put("answer", given)


def _answer(place: Place, to, mark: str, part: str = "lunch"):
    return answers.answer(
        place.actor("na"),
        to=to,
        heard=f"We heard that {part} is loud. {mark}",
        kind="will",
        act=f"We open another room for {part}. {mark}",
        because=f"Calm helps at {part}. {mark}",
        by_when=date(2099, 1, 1),
        now=timezone.now(),
    )


def rule(place: Place, post, outcome: str, parameter: str, variant: str) -> None:
    """Let a moderator rule about a waiting post."""
    place.put(parameter, post, variant)
    case = Case.objects.get(subject_id=post.public_id)
    place.put("case", case, variant)
    cases.rule(
        place.actor("mo"),
        case=case,
        outcome=outcome,
        version=post.version,
        reason="unkind",
        reply=SECRETS["reply of the desk"],
        now=timezone.now(),
    )


def _other_states(place: Place, mark: str) -> None:
    now = timezone.now()
    words = {"space": "Safe.", "voice": "Start.", "audience": "The head.", "influence": "Lunch."}
    draft = forums.create(
        place.actor("or"),
        question=f"{SECRETS['forum in draft']} {mark}",
        answer_by=date(2099, 1, 1),
        bands=[Band.B],
        now=now,
        **words,
    )
    forums.offer_duty(place.actor("or"), forum=draft, to=place.member("te"), now=now)
    place.put("forum", draft, "draft")
    closed = factories.open_forum(
        place.community, named_adult=place.people["na"], question=f"What was there? {mark}", bands=[Band.B]
    )
    place.put("forum", forums.close_forum(place.actor("or"), forum=closed, now=now), "closed")
    empty = factories.open_forum(
        place.community, named_adult=place.people["na"], question=f"What is quiet? {mark}", bands=[Band.B]
    )
    place.put("forum", empty, "to close")
    ready = forums.create(
        place.actor("or"), question=f"What comes next? {mark}", answer_by=date(2099, 1, 1), now=now, **words
    )
    forums.offer_duty(place.actor("or"), forum=ready, to=place.member("na"), now=now)
    forums.settle_duty(place.actor("na"), forum=ready, accept=True, now=now)
    place.put("forum", ready, "ready")


def _band_a(place: Place, mark: str) -> None:
    now = timezone.now()
    forum = factories.open_forum(
        place.community,
        named_adult=place.people["na"],
        question=f"{SECRETS['forum of band A']} {mark}",
        bands=[Band.A],
    )
    small = factories.perspective(forum, place.people["sA"], f"{SECRETS['post of band A']} {mark}")
    reply = posts.reply(place.actor("sA"), perspective=small, body=SECRETS["post of band A"], now=now)
    posts.release(reply, now=now)
    theme = answers.make_theme(
        place.actor("or"),
        forum=forum,
        title=f"{SECRETS['forum of band A']} theme {mark}",
        sources=[small.public_id],
        now=now,
    )
    poll = make_polls.draft_poll(
        place.community, forum=forum, organizer=place.people["or"],
        question=SECRETS["poll of band A"], bands=[Band.A],
    )  # fmt: skip
    make_polls.voting.open_poll(place.actor("or"), poll=poll, now=now)
    option = poll.options.first()
    room = make_live.room(
        place.community,
        facilitator=place.people["fa"],
        moderator=place.people["mo"],
        second_adult=place.people["te"],
        title=SECRETS["session of band A"],
        bands=[Band.A],
    )
    message = room.shown(place.people["sA"], f"{SECRETS['message of band A']} {mark}")
    for parameter, thing in {
        "forum": forum,
        "perspective": small,
        "reply": reply,
        "theme": theme,
        "answer": _answer(place, theme, mark, "play"),
        "poll": poll,
        "option": option,
        "session": room.session,
        "message": message,
    }.items():
        place.put(parameter, thing, "band A")
    place.facts["band A"] = {"perspective": small, "reply": reply, "message": message}


def _polls(place: Place, mark: str) -> None:
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


def _session(place: Place, mark: str) -> None:
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


def _committee(place: Place, mark: str) -> None:
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


def _desk(place: Place) -> None:
    for parameter, variant, name in (
        ("perspective", "held", "held"),
        ("reply", "held reply", "held reply"),
        ("message", "held", "held message"),
        ("message", "removed", "removed message"),
    ):
        case = Case.objects.get(subject_id=place.things[parameter][variant])
        place.put("case", case, name)
    flag = reports.report(
        place.actor("sB"),
        kind="perspective",
        public_id=place.things["perspective"]["single"],
        reason="unkind",
        words=SECRETS["words to the desk"],
        now=timezone.now(),
    )
    place.put("case", flag.case)


def _people_things(place: Place, mark: str) -> None:
    now = timezone.now()
    place.put("member", place.member("sB"))
    place.put("member", place.member("te"), "adult")
    gone = factories.member(place.community)
    Membership.objects.filter(user=gone).update(ended_at=now - timedelta(days=1))
    place.put("member", Membership.objects.get(user=gone), "ended")
    place.put("member", place.member("nc"), "without consent")
    code = joining.make_join_code(
        place.actor("ad"),
        label=f"Class 9 {mark}",
        band=Band.B,
        expires_at=now + timedelta(days=9),
        cap=30,
        now=now,
    )
    place.put("code", code)
    place.facts["class code"] = code.code
    place.facts["one-use code"] = sign_in_codes.issue(
        place.actor("ad"), membership=place.member("sB"), now=now
    )
    StaffedHours.objects.filter(community=place.community, weekday=6).delete()
    place.put("shift", StaffedHours.objects.filter(community=place.community).first())
    holiday = holidays.add(place.actor("ad"), date=date(2098, 7, 1), name="Summer", now=now)
    place.put("holiday", holiday)
    place.put("number", "1")
    place.put("rest", "no/such/page/")
    place.put("name", "nothing.png")


def seat_of(place: Place, role: str) -> Seat:
    """Return the seat that ``role`` holds."""
    return Seat.objects.get(public_id=place.things["seat"][role])
