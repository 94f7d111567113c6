"""What the desk tells by notice: an author what became of their words, a moderator that something waits."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from moderation import handlers
from moderation.enums import Outcome
from moderation.models import Case
from people import notice_kinds
from people.domain import notices
from people.enums import ScopeKind, Side
from people.notice_kinds import NoticeKind

HELD, RELEASED, RETURNED, REMOVED, DESK_WAITS = "held", "released", "returned", "removed", "desk_waits"

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
    """In forums an author finds note and words in their own voice; elsewhere, where they were said."""
    if case.byline.scope_kind == ScopeKind.FORUM:
        return f"/c/{case.community.slug}/my-voice/"
    return subject.place_url
