"""How words in forums go: by the table of retention, or because their author wishes so. Their place stays."""

from collections.abc import Iterable
from datetime import datetime

from forums.discussion.domain import posts
from forums.discussion.enums import PostState
from forums.discussion.models import AnswerRead, Draft, Perspective, Reply, Welcome
from mobilize.kernel.retention import Rows, delete
from moderation.domain import cases
from people.models import Byline

delete_plainly = delete


def empty(rows: Rows, _now: datetime) -> int:
    """Take the words away for good. What was said to them, and what came of them, keeps its place."""
    return rows.update(body="", body_html="", language="", client_id="")


def erase(bylines: Iterable[Byline], *, now: datetime) -> None:
    """Take all words of an author back, wherever they stand or are quoted, and then away."""
    spoken = list(bylines)
    for model in (Perspective, Reply):
        for post in model.objects.filter(byline__in=spoken).order_by("pk"):
            _take_back(post, now=now)
        # With the words goes the moment: it would be the same for all the names of one person.
        model.objects.filter(byline__in=spoken).update(
            body="", body_html="", language="", client_id="", hidden_at=None
        )
    Draft.objects.filter(byline__in=spoken).delete()
    Welcome.objects.filter(byline__in=spoken).delete()
    AnswerRead.objects.filter(byline__in=spoken).delete()


def _take_back(post: Perspective | Reply, *, now: datetime) -> None:
    kind = posts.as_subject(post).kind
    cases.lock_cases(kind=kind, public_id=post.public_id)
    post = type(post).objects.select_for_update().get(pk=post.pk)
    if post.state not in {PostState.WITHDRAWN, PostState.REMOVED}:
        posts.settle(post, to=PostState.WITHDRAWN, now=now)
    cases.close_cases(kind=kind, public_id=post.public_id, now=now)
