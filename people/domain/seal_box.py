"""How the seal closes and opens: pure functions of a key. On which rows, only ``people.domain.seal`` decides."""

import hashlib
import hmac
from typing import Protocol

from mobilize.kernel import keys, sealing

_VERSION = b"\x01"


class Named(Protocol):
    """What a seal is bound to."""

    @property
    def public_id(self) -> str: ...


def blind_index(key: bytes, user_id: str, scope_kind: str, scope_id: str) -> str:
    """Return the keyed hash of a user and a scope: it finds a byline without opening anything."""
    told = f"{user_id}|{scope_kind}|{scope_id}".encode()
    return hmac.new(keys.derived_from(key, "blind index"), told, hashlib.sha256).hexdigest()


def sealed(key: bytes, user_id: str, byline: Named) -> bytes:
    """Return the user's id, encrypted and bound to the byline."""
    return _VERSION + sealing.seal(
        keys.derived_from(key, "author"), user_id.encode(), bound_to=byline.public_id
    )


def opened(key: bytes, byline: Named, kept: bytes | memoryview) -> str:
    """Return the user's id. Errors: ``sealing.NotOpened`` for another key or byline."""
    author = keys.derived_from(key, "author")
    return sealing.opened(author, bytes(kept)[1:], bound_to=byline.public_id).decode()
