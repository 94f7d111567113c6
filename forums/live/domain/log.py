"""The log: two streams per session, numbered without holes in the order of the commits.

Everything here is called inside the transaction of the act that is written down.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from forums.live import broadcast
from forums.live.enums import Audience, EventKind
from forums.live.models import CommunitySession, LiveEvent, LiveStream, Message
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.templatetags.look import initials, voice_shape
from mobilize.kernel.written import rewrite, write
from people.enums import Side

_STREAM: Prepared[LiveStream] = Prepared(
    lambda session, audience: LiveStream.objects.select_for_update().filter(
        session_id=session, audience=audience
    )
)
_SESSION: Prepared[CommunitySession] = Prepared(
    lambda session: CommunitySession.objects.select_related("community").filter(pk=session)
)


def begin(session: CommunitySession) -> None:
    """Give a new session its two streams."""
    LiveStream.objects.bulk_create([LiveStream(session=session, audience=kind) for kind in Audience.values])


def lock(session: CommunitySession) -> CommunitySession:
    """Take the session's public stream for this transaction, and return the session as it is now.

    Whoever writes about a session locks this row first, so of two writers one waits and then sees what the
    other did. A transaction that also rules on a case locks the case before (as ``moderation.domain.cases`` does).
    """
    return lock_with_stream(session.pk)[0]


def lock_with_stream(session_pk: int) -> tuple[CommunitySession, LiveStream]:
    """Do as :func:`lock`, and return the public stream too, for :func:`show_all`."""
    # Two questions, not one with a join: the session must be read after the wait for the stream.
    stream = _STREAM.one(session=session_pk, audience=str(Audience.PUB))
    fresh = _SESSION.one(session=session_pk)
    if stream is None or fresh is None:
        raise CommunitySession.DoesNotExist
    return fresh, stream


def append(
    session: CommunitySession,
    audience: str,
    kind: str,
    *,
    ref: str = "",
    payload: dict | None = None,
    now: datetime,
) -> LiveEvent:
    """Write the next line of a stream and return it. The world hears of it after the commit."""
    stream = _STREAM.sure(session=session.pk, audience=str(audience))
    stream.last_seq += 1
    stream.save(update_fields=["last_seq"])
    event = LiveEvent.objects.create(
        stream=stream, seq=stream.last_seq, kind=kind, ref=ref, payload=payload or {}, at=now
    )
    broadcast.ring(session.pk)
    return event


def words_of(message: Message) -> dict:
    """Return a message as the log keeps it: under its byline, never who."""
    byline = message.byline
    adult = byline.side == Side.ADULT
    return {
        "by": byline.public_id,
        "name": byline.shown_name,
        "side": byline.side,
        "role": byline.adult_role,
        "shape": "adult" if adult else voice_shape(byline.public_id),
        "initials": initials(byline.shown_name) if adult else "",
        "body": message.body,
        "lang": message.language,
    }


def show(message: Message, *, now: datetime) -> int:
    """Append the message to the public stream (see :func:`append`) and return its number."""
    return append(
        message.session,
        Audience.PUB,
        EventKind.MESSAGE,
        ref=message.public_id,
        payload=words_of(message),
        now=now,
    ).seq


def show_all(messages: list[Message], *, stream: LiveStream, now: datetime) -> None:
    """Give each message its number and append them all to the public stream, in this order.

    ``stream``: as this transaction locked it (:func:`lock_with_stream`), and nothing has written to it since.
    """
    if not messages:
        return
    lines = []
    for message in messages:
        stream.last_seq += 1
        message.seq = stream.last_seq
        lines.append(
            LiveEvent(
                stream=stream,
                seq=message.seq,
                kind=EventKind.MESSAGE,
                ref=message.public_id,
                payload=words_of(message),
                at=now,
            )
        )
    rewrite(stream, "last_seq")
    insert(lines)
    broadcast.ring(stream.session_id)


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one kind, at least one. One query: for a single row it is made once and kept."""
    if len(rows) == 1:
        write(rows[0])
    else:
        type(rows[0])._default_manager.bulk_create(rows)


def blank(message: Message) -> None:
    """Take the words of a message out of every line of both streams: no replay brings them back."""
    lines = LiveEvent.objects.filter(
        stream__session_id=message.session_id,
        ref=message.public_id,
        kind__in=[EventKind.MESSAGE, EventKind.HELD],
    )
    for line in lines:
        line.payload = {**line.payload, "body": "", "lang": "", "gone": True}
        line.save(update_fields=["payload"])
