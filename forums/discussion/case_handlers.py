"""Answers the desk for perspectives and replies."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forums.discussion.domain import posts
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective, Reply
from moderation import handlers


class _Posts:
    def __init__(self, model, label):
        self.model = model
        self.label = label

    def _find(self, public_id: str):
        related = ["forum__community"] if self.model is Perspective else ["perspective__forum__community"]
        return self.model.objects.select_related("byline", *related).filter(public_id=public_id).first()

    def subject(self, public_id: str) -> handlers.Subject | None:
        post = self._find(public_id)
        return posts.as_subject(post) if post else None

    def lock(self, public_id: str) -> None:
        self.model.objects.select_for_update().filter(public_id=public_id).first()

    def release(self, public_id: str, *, now: datetime) -> None:
        posts.release(self._find(public_id), now=now)

    def send_back(self, public_id: str, *, now: datetime) -> None:
        posts.settle(self._find(public_id), to=PostState.RETURNED, now=now)

    def remove(self, public_id: str, *, now: datetime) -> None:
        posts.settle(self._find(public_id), to=PostState.REMOVED, now=now)

    def restore(self, public_id: str, *, now: datetime) -> None:
        posts.restore(self._find(public_id), now=now)


handlers.register(posts.PERSPECTIVE, _Posts(Perspective, _("Perspective")))
handlers.register(posts.REPLY, _Posts(Reply, _("Reply")))
