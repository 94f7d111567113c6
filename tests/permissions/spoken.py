"""What is said in the forums of a community: in every state, and for another band."""

from datetime import date

from django.utils import timezone

from forums.discussion.domain import answers, forums, posts, stances, welcome
from moderation.domain import cases
from moderation.models import Case
from people.enums import Band
from tests import factories
from tests.factories import live as make_live
from tests.factories import polls as make_polls
from tests.permissions.cast import SECRETS, Place


def put_forum(place: Place, mark: str) -> None:
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


def put_other_states(place: Place, mark: str) -> None:
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


def put_band_a(place: Place, mark: str) -> None:
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
        "question": make_live.asked(room),
        "message": message,
    }.items():
        place.put(parameter, thing, "band A")
    place.facts["band A"] = {"perspective": small, "reply": reply, "message": message}
