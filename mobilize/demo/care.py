"""What the demo's desk and its safeguarding lead have to look after: told through the domain, all of it invented."""

from datetime import datetime, timedelta

from forums.discussion.domain import posts, welcome
from forums.discussion.models import Forum, Perspective
from mobilize.demo import words_en
from mobilize.demo.story import Teller
from moderation.domain import appeals, cases, concerns, drills, summons
from moderation.enums import ConcernKind, EntryKind, Outcome, ReturnReason
from moderation.models import Case, Ruling

DAY = timedelta(days=1)


def harbour_desk(teller: Teller, told: dict, now: datetime) -> None:
    """Leave a look after somebody that is due today, an appeal that waits, a concern in work, and a drill of last week."""
    _told_of_home(teller, told["way home"], now - DAY - timedelta(hours=1))
    _asks_again(teller, told["way home"], now - timedelta(hours=5))
    _worry(teller, now)
    _drill(teller, now - 2 * DAY)


def _told_of_home(teller: Teller, forum: Forum, at: datetime) -> None:
    """Somebody told of a hard time at home; a moderator wrote back, and from the next day on somebody looks in."""
    post = _say(teller, forum, 6, words_en.AT_HOME, at)
    _rule(
        teller, post, Outcome.RETURN, ReturnReason.UNSAFE, words_en.AT_HOME_REPLY, at + timedelta(minutes=8)
    )


def _asks_again(teller: Teller, forum: Forum, at: datetime) -> None:
    """A post was sent back as being about something else; its author sees that differently."""
    post = _say(teller, forum, 9, words_en.NOT_ABOUT_THE_WAY, at)
    ruling = _rule(
        teller,
        post,
        Outcome.RETURN,
        ReturnReason.OFF_TOPIC,
        words_en.NOT_ABOUT_THE_WAY_REPLY,
        at + timedelta(minutes=30),
    )
    author = teller.member(teller._students["BC"][9].pk, at)
    appeals.appeal(author, ruling=ruling, words=words_en.ASKS_AGAIN, now=at + timedelta(hours=2))


def _say(teller: Teller, forum: Forum, student: int, words: str, at: datetime) -> Perspective:
    author = teller.member(teller._students["BC"][student].pk, at)
    welcome.confirm(author, forum=forum, now=at)
    return posts.submit(author, forum=forum, body=words, client_id=f"demo-care-{student}", now=at)


def _rule(teller: Teller, post: Perspective, outcome: str, reason: str, reply: str, at: datetime) -> Ruling:
    case = Case.objects.get(subject_id=post.public_id)
    told = {"outcome": outcome, "reason": reason, "reply": reply, "version": case.version, "now": at}
    cases.rule(teller.as_("moderator", at), case=case, **told)
    return case.rulings.get()


def _worry(teller: Teller, now: datetime) -> None:
    """A worry that an adult wrote down, as far as the lead has come with it."""
    raised = now - 3 * DAY
    concern = concerns.raise_concern(
        teller.as_("facilitator", raised), kind=ConcernKind.STUDENT, words=words_en.WORRY, now=raised
    )
    lead = teller.as_("lead", raised + timedelta(hours=2))
    concerns.acknowledge(lead, concern=concern, now=lead.at)
    for hours, step, words in (
        (3, EntryKind.TRIAGED, words_en.WORRY_LOOKED_AT),
        (26, EntryKind.ACTION, words_en.WORRY_ACTION),
    ):
        at = raised + timedelta(hours=hours)
        concerns.write(teller.as_("lead", at), concern=concern, step=step, words=words, now=at)


def _drill(teller: Teller, at: datetime) -> None:
    """The house tried the call, and the lead was on it after three minutes."""
    drill = drills.hold(teller.as_("administrator", at), now=at)
    answered = at + timedelta(minutes=3)
    summons.answer(teller.as_("lead", answered), case=drill.case, now=answered)
