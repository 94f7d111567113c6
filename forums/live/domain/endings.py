"""How words in community sessions go: by the table of retention, or because their author wishes so."""

from collections.abc import Iterable
from datetime import datetime

from forums.live.domain import log, messages
from forums.live.enums import MessageState
from forums.live.models import Hand, LiveEvent, Message, Mute
from mobilize.kernel.retention import Rows
from moderation.domain import cases
from people.models import Byline


def empty(rows: Rows, _now: datetime) -> int:
    """Take the words away for good. Their place in the talk stays."""
    return rows.update(body="", language="")


def erase(bylines: Iterable[Byline], *, now: datetime) -> None:
    """Take all words of an author out of every talk, its log and its transcript."""
    spoken = list(bylines)
    said = Message.objects.filter(byline__in=spoken).select_related("session__community", "byline")
    for message in said.order_by("pk"):
        cases.lock_cases(kind=messages.MESSAGE, public_id=message.public_id)
        message.refresh_from_db(fields=["state"])
        if message.state not in {MessageState.WITHDRAWN, MessageState.REMOVED}:
            messages.settle(message, to=MessageState.WITHDRAWN, now=now)
        else:
            log.blank(message)
        cases.close_cases(kind=messages.MESSAGE, public_id=message.public_id, now=now)
    names = list(said.values_list("public_id", flat=True))
    _unname(names)
    Message.objects.filter(byline__in=spoken).update(body="", language="", hidden_at=None)
    Hand.objects.filter(byline__in=spoken).delete()
    Mute.objects.filter(byline__in=spoken).delete()


def _unname(messages_gone: list[str]) -> None:
    """Take the name of an adult out of the lines of the log too: their message is gone, and so is who said it."""
    for start in range(0, len(messages_gone), 500):
        for line in LiveEvent.objects.filter(
            ref__in=messages_gone[start : start + 500], payload__side="adult"
        ):
            line.payload = {**line.payload, "name": "", "initials": "", "role": ""}
            line.save(update_fields=["payload"])
