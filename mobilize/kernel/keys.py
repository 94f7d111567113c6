"""Keys live in MOBILIZE_KEYS_DIR, apart from the data they open."""

import functools
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEAL_KEY = "seal.key"


class KeyMissing(ImproperlyConfigured):
    """A key is not where it should be: what it opens stays closed until it is brought back."""


def _path(name: str) -> Path:
    return Path(settings.KEYS_DIR) / name


def create(name: str) -> bool:
    """Make the key ``name`` (32 random bytes, readable by this user only) unless it exists; tell whether it was made.

    The file appears whole or not at all, so that two processes can never hold two different keys.
    """
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def create_missing(name: str) -> None:
    """Make the key ``name`` if there is none, without the cost of a try where there is one."""
    if not _path(name).exists():
        create(name)


def read(name: str) -> bytes:
    """Return the key's bytes. Errors: :class:`KeyMissing` with what to do if it is not there."""
    path = _path(name)
    try:
        found = path.stat()
        # A key that was put in another's place is another file, or one written at another time.
        return _read(path, found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        raise KeyMissing(
            f"The key {name} is not in MOBILIZE_KEYS_DIR ({settings.KEYS_DIR}). Restore it from its own backup; "
            "for a new installation run: manage.py found_community"
        ) from None


@functools.lru_cache(maxsize=64)
def _read(path: Path, _file: int, _written: int) -> bytes:
    return path.read_bytes()


def derived(name: str, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose``, derived from the key (HKDF, RFC 5869)."""
    return _derived(read(name), purpose)


def derived_from(key: bytes, purpose: str) -> bytes:
    """The same for a key that is at hand."""
    return _derived(key, purpose)


def name_of(key: bytes) -> str:
    """Return eight letters that name a key without telling it."""
    return hashlib.sha256(b"name of a key|" + key).hexdigest()[:8]


def before(name: str) -> str:
    """Return the name of the file in which the key lies that ``name`` follows, while its work is being renewed."""
    return f"{name.removesuffix('.key')}.before.key"


def is_being_renewed(name: str) -> bool:
    return _path(before(name)).exists()


def begin_renewal(name: str) -> bool:
    """Put a new key in the place of ``name`` and keep the old one as :func:`before`; False if that was done already.

    Killed between any two steps, it goes on from there: the new key is in place once the two differ.
    """
    old = _path(before(name))
    if not old.exists():
        os.link(_path(name), old)
    elif read(name) != old.read_bytes():
        return False
    draft = f".{name.removesuffix('.key')}.{secrets.token_hex(4)}.next"
    create(draft)
    os.replace(_path(draft), _path(name))
    return True


def end_renewal(name: str) -> str:
    """Put the old key aside as ``<stem>.<its name>.key``: copies of the data still need it. Return that name."""
    old = _path(before(name))
    told = name_of(old.read_bytes())
    os.replace(old, _path(f"{name.removesuffix('.key')}.{told}.key"))
    return told


def ring(name: str) -> list[bytes]:
    """Return the key, and after it every key that it followed."""
    stem = name.removesuffix(".key")
    older = sorted(path for path in _path(name).parent.glob(f"{stem}.*.key"))
    return [read(name), *(path.read_bytes() for path in older)]


def derived_ring(name: str, purpose: str) -> list[bytes]:
    """Return what is :func:`derived` from each key of the ring: for what may be older than the key."""
    return [_derived(key, purpose) for key in ring(name)]


@functools.lru_cache(maxsize=256)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
