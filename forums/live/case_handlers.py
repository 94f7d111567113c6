"""Answers the desk for messages of community sessions."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forums.live.domain import log, messages
from forums.live.enums import MessageState
from forums.live.models import Message
from moderation import handlers


class _Messages:
    label = _("Message in a community session")

    def _find(self, public_id: str) -> Message | None:
        return (
            Message.objects.select_related("byline", "session__community").filter(public_id=public_id).first()
        )

    def subject(self, public_id: str) -> handlers.Subject | None:
        message = self._find(public_id)
        return messages.as_subject(message) if message else None

    def lock(self, public_id: str) -> None:
        if message := self._find(public_id):
            log.lock(message.session)

    def release(self, public_id: str, *, now: datetime) -> None:
        messages.release(self._find(public_id), now=now)

    def send_back(self, public_id: str, *, now: datetime) -> None:
        messages.settle(self._find(public_id), to=MessageState.RETURNED, now=now)

    def remove(self, public_id: str, *, now: datetime) -> None:
        messages.settle(self._find(public_id), to=MessageState.REMOVED, now=now)

    def restore(self, public_id: str, *, now: datetime) -> None:
        messages.restore(self._find(public_id), now=now)


handlers.register(messages.MESSAGE, _Messages())
