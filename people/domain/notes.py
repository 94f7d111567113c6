"""Sealed notes: a member's public id that travels or rests where it must say nothing (e-mails, the outbox).

Each purpose has a key of its own, derived from the seal's key: a note for one purpose opens nothing
for another, a changed one opens not at all, and two notes for the same member have nothing in common.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import date

from mobilize.kernel import keys, sealing

LETTER = "recipient of a letter"
SAFETY = "recipient of a letter of safety"
CALL = "recipient of a call to safety"
STOP = "stop e-mails"
INVITATION = "an invitation on its way"


def close(member: str, *, purpose: str) -> str:
    """Return ``member`` (a membership's public id) as a note for ``purpose``, fit for an address."""
    sealed = sealing.seal(keys.derived(keys.SEAL_KEY, purpose), member.encode())
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read(note: str, *, purpose: str) -> str | None:
    """Return the member of a note that :func:`close` made for this purpose; None for anything else."""
    try:
        sealed = base64.urlsafe_b64decode(note + "=" * (-len(note) % 4))
    except (ValueError, binascii.Error):
        return None
    try:
        return sealing.opened_by_one_of(keys.derived_ring(keys.SEAL_KEY, purpose), sealed).decode()
    except sealing.NotOpened:
        return None


def index_of_day(member: str, *, day: date) -> str:
    """Return a keyed hash of member and day: the same on one day, and on two days nothing in common."""
    key = keys.derived(keys.SEAL_KEY, "e-mails of a day")
    return hmac.new(key, f"{member}|{day.isoformat()}".encode(), hashlib.sha256).hexdigest()
