"""What the desk tells by notice: an author what became of their words, a moderator that something waits."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation import handlers
from moderation.enums import Outcome, Reason
from moderation.models import Case
from people import notice_kinds
from people.domain import notices
from people.enums import ScopeKind, Side
from people.models import Membership
from people.notice_kinds import NoticeKind

HELD, RELEASED, RETURNED, REMOVED, DESK_WAITS = "held", "released", "returned", "removed", "desk_waits"
DISCLOSURE, CALLED, NOBODY_ON_DUTY = "disclosure", "called", "nobody_on_duty"
APPEAL_WAITS, APPEAL_SETTLED, DESK_WROTE = "appeal_waits", "appeal_settled", "desk_wrote"
MAY_ENTER = "may_enter"

notice_kinds.register(
    NoticeKind(
        HELD,
        label=_("My words wait for a person"),
        sentence=_("Your words wait for a person to read them. See why, and until when."),
        mails=(),
    )
)
notice_kinds.register(
    NoticeKind(
        RELEASED,
        label=_("My words are up"),
        sentence=_("A person read your words. They are up now."),
    )
)
notice_kinds.register(
    NoticeKind(
        RETURNED,
        label=_("My words came back with a note"),
        sentence=_("Your words came back with a note. You can change them and send them again."),
    )
)
notice_kinds.register(
    NoticeKind(
        REMOVED,
        label=_("My words were taken down"),
        sentence=_("A person took your words down. There is a note for you."),
    )
)
notice_kinds.register(
    NoticeKind(
        DESK_WAITS,
        label=_("Something waits at the desk"),
        sentence=_("Something waits at the desk for a moderator."),
        sides=(Side.ADULT,),
        mails=(Side.ADULT,),
    )
)

# An e-mail about these goes out at once, whatever the hour (``notices.write_at_once``), and not a second time.
notice_kinds.register(
    NoticeKind(
        DISCLOSURE,
        label=_("Somebody told of harm"),
        sentence=_("Somebody may have told of harm. Please read it now."),
        sides=(Side.ADULT,),
    )
)
notice_kinds.register(
    NoticeKind(
        CALLED,
        label=_("I am called because somebody may be in danger"),
        sentence=_("You are called: somebody may be in danger."),
        sides=(Side.ADULT,),
    )
)
notice_kinds.register(
    NoticeKind(
        NOBODY_ON_DUTY,
        label=_("Somebody may be in danger and nobody is on duty"),
        sentence=_("Somebody may be in danger, and nobody is on duty. Please read it now."),
        sides=(Side.ADULT,),
    )
)
notice_kinds.register(
    NoticeKind(
        APPEAL_WAITS,
        label=_("An author asks for another look"),
        sentence=_("An author asks that another moderator looks again."),
        sides=(Side.ADULT,),
        mails=(Side.ADULT,),
    )
)
notice_kinds.register(
    NoticeKind(
        APPEAL_SETTLED,
        label=_("Another moderator looked again"),
        sentence=_("Another moderator looked at your words again. There is a note for you."),
    )
)
notice_kinds.register(
    NoticeKind(
        DESK_WROTE,
        label=_("The desk wrote to me"),
        sentence=_("A person at the desk read what you told us and wrote to you."),
    )
)

notice_kinds.register(
    NoticeKind(
        MAY_ENTER,
        label=_("My words for a committee or poll were read"),
        sentence=_("A person read your words for a committee or poll. You can enter them now."),
    )
)

_OF_OUTCOME: dict[str, str] = {Outcome.RELEASE: RELEASED, Outcome.RETURN: RETURNED, Outcome.REMOVE: REMOVED}


def of_waiting(case: Case, subject: handlers.Subject, *, first: bool, now: datetime) -> None:
    """Tell the author that their words wait. In the transaction that holds them, the ``first`` time or again."""
    key = f"{HELD}:{case.public_id}:{subject.version}"
    tell = notices.tell_author_first if first else notices.tell_author
    tell(case.byline, kind=HELD, key=key, link=_where(case, subject), now=now)


def of_ruling(
    case: Case, subject: handlers.Subject, *, outcome: str, was_public: bool, now: datetime
) -> None:
    """Tell the author what a moderator decided. In the ruling's transaction.

    That a report came to nothing is no news to an author whose words stood all the time, and would tell of a report.
    That the words wait is true no more, so that notice goes. In a community session words appear before everybody's
    eyes: only that they came back or were taken down is told there.
    """
    in_forum = case.byline.scope_kind == ScopeKind.FORUM
    if in_forum:
        notices.take_away(case.byline, key=f"{HELD}:{case.public_id}:")
    if outcome == Outcome.RELEASE and (was_public or not in_forum):
        return
    kind = _OF_OUTCOME[outcome]
    key = f"{kind}:{case.public_id}"
    notices.tell_author(case.byline, kind=kind, key=key, link=_where(case, subject), now=now)


def _where(case: Case, subject: handlers.Subject) -> str:
    """In forums an author finds note and words in their own voice; in a session, where they were said.

    Words for a committee or poll stand nowhere: their note is on the page on which one asks for another look.
    """
    if case.byline.scope_kind == ScopeKind.FORUM:
        return f"/c/{case.community.slug}/my-voice/"
    if case.byline.scope_kind == ScopeKind.WORK:
        return reverse("appeal", args=[case.community.slug, case.subject_kind, case.subject_id])
    return subject.place_url


def of_disclosure(case: Case, members: Iterable[Membership], *, now: datetime) -> None:
    """Tell that harm may have been told of: on the page, and by e-mail at once. No words of the child."""
    _tell_at_once(case, members, kind=DISCLOSURE, now=now)


def of_nobody_on_duty(case: Case, members: Iterable[Membership], *, now: datetime) -> None:
    """Tell everybody at the desk that nobody could be called."""
    _tell_at_once(case, members, kind=NOBODY_ON_DUTY, now=now)


def of_call(case: Case, member: Membership, *, now: datetime) -> None:
    """Tell somebody that they are called. A drill says on its page that it is one."""
    _tell_at_once(case, [member], kind=CALLED, now=now)


def _tell_at_once(case: Case, members: Iterable[Membership], *, kind: str, now: datetime) -> None:
    members = list(members)
    link = reverse("case", args=[case.community.slug, case.public_id])
    notices.tell_members(members, kind=kind, key=f"{kind}:{case.public_id}", link=link, now=now)
    for member in members:
        notices.write_at_once(member, template="summons", facts={"path": link}, now=now)


def of_appeal(case: Case, members: Iterable[Membership], *, now: datetime) -> None:
    """Tell those who may decide about an appeal that it waits."""
    link = reverse("appeals", args=[case.community.slug])
    key = f"{APPEAL_WAITS}:{case.public_id}"
    notices.tell_members(members, kind=APPEAL_WAITS, key=key, link=link, now=now)


def of_appeal_settled(case: Case, *, now: datetime) -> None:
    """Tell the author that somebody else has looked."""
    key = f"{APPEAL_SETTLED}:{case.public_id}"
    link = reverse("appeal", args=[case.community.slug, case.subject_kind, case.subject_id])
    notices.tell_author(case.byline, kind=APPEAL_SETTLED, key=key, link=link, now=now)


def of_reply(case: Case, *, now: datetime) -> None:
    """Tell the author of words that were taken back that a person wrote to them all the same (rule 16)."""
    key = f"{DESK_WROTE}:{case.public_id}"
    link = reverse("care", args=[case.community.slug, case.subject_kind, case.subject_id])
    notices.tell_author(case.byline, kind=DESK_WROTE, key=key, link=link, now=now)


def of_entry(case: Case, *, link: str, now: datetime) -> None:
    """Tell the author that they can enter their words; who told of something hard finds a reply first (rule 16)."""
    if case.reason == Reason.CARE:
        link = reverse("care", args=[case.community.slug, case.subject_kind, case.subject_id])
    key = f"{MAY_ENTER}:{case.public_id}"
    notices.tell_author(case.byline, kind=MAY_ENTER, key=key, link=link, now=now)
