"""Tickets: a short-lived pass to one session for one member, so that many who connect again at once cost little.

A ticket says who its holder was when the rules were last asked. It opens nothing by itself: whoever comes with one is
looked at together with everybody else who comes in that moment. It is encrypted, because it names the sign-in, and a
page's script must never be able to read that.
"""

import base64
import hashlib
import json
from dataclasses import astuple, fields
from functools import lru_cache
from urllib.parse import parse_qs

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from forums.live.mailbox import Visitor

SECONDS = 600
PREFIX = "ticket."  # before a ticket among the protocols of a socket
LONGEST = 2000


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"live ticket:" + secret.encode()).digest()))


def issue(visitor: Visitor, *, community: str, session: str) -> str:
    """Return a ticket to this session (by its community's slug and its public id) for ``visitor``."""
    # Whom somebody hid is asked anew each time: a ticket stays short, and what changed meanwhile counts.
    words = json.dumps([community, session, *astuple(visitor)[:-1]])
    # Without the filling at its end it may stand among the protocols of a handshake.
    return _box(settings.SECRET_KEY).encrypt(words.encode()).decode().rstrip("=")


def visitor_of(ticket: str, *, community: str, session: str) -> Visitor | None:
    """Return the visitor a ticket was issued for, or None if it is not ours, too old, or for another session."""
    if not ticket or len(ticket) > LONGEST:
        return None
    try:
        words = _box(settings.SECRET_KEY).decrypt(ticket + "=" * (-len(ticket) % 4), ttl=SECONDS)
    except (InvalidToken, ValueError):
        return None
    slug, public_id, *facts = json.loads(words)
    if (slug, public_id) != (community, session) or len(facts) != len(fields(Visitor)) - 1:
        return None
    return Visitor(*facts)


def asked_with(query: bytes) -> str:
    """Return the ticket in the query of an address, or ""."""
    try:
        return parse_qs(query.decode("ascii"), max_num_fields=20).get("ticket", [""])[0]
    except ValueError:
        return ""
