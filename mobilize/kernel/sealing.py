"""One way to close what nobody else may read, for fields, seals, notes, copies, packs and wrapped keys alike.

AES-256-GCM (NIST SP 800-38D) with a new random nonce each time, which stands before what it closed. What is closed can
be bound to something, a field or a row, and opens only with the same: a value that was moved elsewhere stays shut.
Where the key comes from, and how the bytes are written down, is the caller's.
"""

import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, at the beginning of what was sealed


class NotOpened(Exception):
    """Another key, bound to something else, or not what was written: which of them, nobody can tell."""


def seal(key: bytes, plain: bytes, *, bound_to: str = "") -> bytes:
    """Return ``plain`` closed with ``key`` (32 bytes), twelve bytes of nonce first."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def opened(key: bytes, sealed: bytes, *, bound_to: str = "") -> bytes:
    """Return what was sealed with this key and bound to the same. Errors: :class:`NotOpened`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):  # a value that was cut short has no whole nonce
        raise NotOpened from None


def opened_by_one_of(keys: Iterable[bytes], sealed: bytes, *, bound_to: str = "") -> bytes:
    """The same where a change of keys lies between: the first key that opens it does. Errors: :class:`NotOpened`."""
    for key in keys:
        try:
            return opened(key, sealed, bound_to=bound_to)
        except NotOpened:
            continue
    raise NotOpened
