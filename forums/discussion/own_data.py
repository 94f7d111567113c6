"""What forums keep that is somebody's own: their words, stances and what became of them (rules 52 and 53)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from forums.discussion.domain import endings
from forums.discussion.models import Answer, AnswerRead, Draft, HandOver, Perspective, Reply, Stance, Theme
from people.selves import Section, Self, eraser, exporter


@exporter
def of_forums(person: Self) -> Iterator[Section]:
    """One's own words with their state; of what they are about only the question."""
    mine = [byline.pk for byline in person.bylines]
    yield Section(
        "perspectives",
        _("What you said in forums"),
        [
            {
                "forum": post.forum.question,
                "under the name": post.byline.shown_name,
                "when": post.created_at,
                "words": post.body,
                "language": post.language,
                "state": post.get_state_display(),
                "what became of it": post.get_voice_state_display(),
            }
            for post in Perspective.objects.filter(byline__in=mine).select_related("forum", "byline")
        ],
    )
    yield Section(
        "replies",
        _("What you replied"),
        [
            {
                "forum": post.perspective.forum.question,
                "under the name": post.byline.shown_name,
                "when": post.created_at,
                "words": post.body,
                "language": post.language,
                "state": post.get_state_display(),
            }
            for post in Reply.objects.filter(byline__in=mine).select_related("perspective__forum", "byline")
        ],
    )
    yield Section(
        "drafts",
        _("What you have not sent yet"),
        [
            {"forum": draft.forum.question, "saved": draft.saved_at, "words": draft.body}
            for draft in Draft.objects.filter(byline__in=mine).select_related("forum")
        ],
    )
    stances = Stance.objects.filter(byline__in=mine).select_related("perspective__forum")
    yield Section(
        "stances",
        _("Where you agreed or not"),
        [
            {
                "forum": stance.perspective.forum.question,
                "perspective": stance.perspective.position,
                "you": stance.get_position_display(),
            }
            for stance in stances
        ],
    )
    yield Section(
        "answers read",
        _("Answers you read"),
        [
            {"when": read.read_at, "answers you": read.get_verdict_display() if read.verdict else ""}
            for read in AnswerRead.objects.filter(byline__in=mine)
        ],
    )


@exporter
def of_duties(person: Self) -> Iterator[Section]:
    """What an adult wrote and owed as an adult."""
    member = person.membership
    yield Section(
        "answers",
        _("Answers you gave"),
        [
            {
                "when": answer.created_at,
                "we heard": answer.heard,
                "what": answer.act,
                "because": answer.because,
                "by": answer.by_when,
            }
            for answer in Answer.objects.filter(by=member)
        ],
    )
    yield Section(
        "themes",
        _("Themes you made"),
        [
            {"title": theme.title, "summary": theme.summary, "when": theme.created_at}
            for theme in Theme.objects.filter(made_by=member)
        ],
    )
    yield Section(
        "duties",
        _("Duties to answer that you were offered"),
        [
            {"forum": offer.forum.question, "when": offer.created_at, "state": offer.get_state_display()}
            for offer in HandOver.objects.filter(to=member).select_related("forum")
        ],
    )


@eraser
def end(person: Self, now: datetime) -> None:
    endings.erase(person.bylines, now=now)
