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
    """Return the key's bytes. Errors: ``ImproperlyConfigured`` with what to do if it is missing."""
    path = _path(name)
    try:
        found = path.stat()
        # A key that was put in another's place is another file, or one written at another time.
        return _read(path, found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        raise ImproperlyConfigured(
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


def follow(name: str) -> str:
    """Put a new key in the place of ``name``; the old one stays as ``<stem>.<its name>.key``. Return that name."""
    old = read(name)
    path = _path(name)
    stem = name.removesuffix(".key")
    kept = path.with_name(f"{stem}.{name_of(old)}.key")
    if not kept.exists():
        os.link(path, kept)
    draft = f".{stem}.{secrets.token_hex(4)}.next"
    create(draft)
    os.replace(_path(draft), path)
    return name_of(old)


@functools.lru_cache(maxsize=256)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
