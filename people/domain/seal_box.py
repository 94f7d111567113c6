"""How the seal closes and opens: pure functions of a key. On which rows, only ``people.domain.seal`` decides."""

import hashlib
import hmac
import secrets
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mobilize.kernel import keys

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
    nonce = secrets.token_bytes(12)
    box = AESGCM(keys.derived_from(key, "author"))
    return _VERSION + nonce + box.encrypt(nonce, user_id.encode(), byline.public_id.encode())


def opened(key: bytes, byline: Named, kept: bytes | memoryview) -> str:
    """Return the user's id. Errors: ``InvalidTag`` for another key or byline."""
    kept = bytes(kept)
    box = AESGCM(keys.derived_from(key, "author"))
    return box.decrypt(kept[1:13], kept[13:], byline.public_id.encode()).decode()
