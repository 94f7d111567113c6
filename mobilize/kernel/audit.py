"""The audit trail: one line for each act that matters, written in the act's own transaction.

Each line bears a mark: an HMAC (RFC 2104, SHA-256) of what it says, made with a key that does not lie in the database.
Once a minute what is new is bound into the chain (``audit_chain``), so that neither a change nor a gap stays unseen.
"""

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime

from mobilize.kernel import keys
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.written import write

KEY = "audit.key"
_ID, _NONCE = 8, 16  # letters of a mark that name its key, and that make it the only one of its kind


def record(*, action: str, now: datetime, actor=None, community=None, thing=None, **note) -> AuditEntry:
    """Append one line.

    ``actor`` is somebody with a user (an adult's act); leave it out where a young person speaks, or
    the line would unseal them. ``thing`` is a model instance with a ``public_id``. ``note`` holds
    plain values without content of anybody's words or votes.
    """
    entry = line(action=action, now=now, actor=actor, community=community, thing=thing, **note)
    write(entry)
    return entry


def line(*, action: str, now: datetime, actor=None, community=None, thing=None, **note) -> AuditEntry:
    """Return the line that :func:`record` appends, for whoever appends many at once (``bulk_create``)."""
    entry = AuditEntry(
        at=now,
        community=getattr(community, "public_id", "") or "",
        actor=getattr(getattr(actor, "user", actor), "public_id", "") or "",
        action=action,
        kind=thing._meta.label if thing is not None else "",
        object_id=getattr(thing, "public_id", "") if thing is not None else "",
        note=note,
    )
    entry.mark = _marked(said(entry), nonce=secrets.token_hex(_NONCE // 2))
    return entry


def said(entry: AuditEntry) -> bytes:
    """Return what a line says, the same letters for the same line on every database."""
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [moment, entry.community, entry.actor, entry.action, entry.kind, entry.object_id, entry.note]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def key() -> bytes:
    """Return the key of the marks. It is made with the first line that is ever written."""
    keys.create_missing(KEY)
    return keys.read(KEY)


def _marked(words: bytes, *, nonce: str) -> str:
    secret = key()
    return (
        keys.name_of(secret)
        + nonce
        + hmac.new(secret, nonce.encode() + words, hashlib.sha256).hexdigest()[:40]
    )


def bears_its_mark(entry: AuditEntry) -> bool:
    """Tell whether the line still says what it said when it was written."""
    nonce = entry.mark[_ID : _ID + _NONCE]
    return hmac.compare_digest(entry.mark, _marked(said(entry), nonce=nonce))
