"""What forums tell by notice: an author that an answer came, the named adult that one is due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from forums.discussion.enums import ForumState, PostState
from forums.discussion.models import Forum, Perspective
from forums.discussion.queries import unanswered_in
from people import notice_kinds
from people.domain import notices
from people.enums import Side
from people.models import Byline
from people.notice_kinds import NoticeKind

ANSWERED, ANSWER_DUE = "answered", "answer_due"
SOON = timedelta(days=7)

notice_kinds.register(
    NoticeKind(
        ANSWERED,
        label=_("My words have an answer"),
        sentence=_("Your words have an answer."),
        marked=False,  # the mark at "My voice" says so already
    )
)
notice_kinds.register(
    NoticeKind(
        ANSWER_DUE,
        label=_("An answer of mine is due"),
        sentence=_("You owe an answer, and its day is near or has passed."),
        sides=(Side.ADULT,),
        mails=(Side.ADULT,),
    )
)


def of_answer(answered: Iterable[Perspective], *, answer_id: str, link: str, now: datetime) -> None:
    """Tell everybody whose published words are answered. In the transaction of the answer."""
    ids = [post.pk for post in answered if post.state == PostState.PUBLISHED]
    bylines = Byline.objects.filter(perspectives__in=ids).distinct()
    notices.tell_authors(bylines, kind=ANSWERED, key=f"{ANSWERED}:{answer_id}", link=link, now=now)


def of_duties(*, now: datetime) -> int:
    """Tell each named adult once when an answer's day is a week away, and once when it has passed; return how many."""
    told = 0
    open_ones = Forum.objects.filter(state=ForumState.OPEN, answer_by__isnull=False)
    for forum in open_ones.select_related("community", "named_adult"):
        today = now.astimezone(forum.community.zone).date()
        when = _stage(forum.answer_by, today) if forum.answer_by else None
        if when is None or forum.named_adult is None or not unanswered_in(forum).exists():
            continue
        told += notices.tell_members(
            [forum.named_adult],
            kind=ANSWER_DUE,
            key=f"{ANSWER_DUE}:{forum.public_id}:{forum.answer_by}:{when}",
            link=f"/c/{forum.community.slug}/answers/",
            now=now,
        )
    return told


def _stage(answer_by: date, today: date) -> str | None:
    if today > answer_by:
        return "late"
    return "soon" if today + SOON >= answer_by else None
