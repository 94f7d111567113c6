"""Keys live in MOBILIZE_KEYS_DIR, apart from the data they open."""

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


def read(name: str) -> bytes:
    """Return the key's bytes. Errors: ``ImproperlyConfigured`` with what to do if it is missing."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"The key {name} is not in MOBILIZE_KEYS_DIR ({settings.KEYS_DIR}). Restore it from its own backup; "
            "for a new installation run: manage.py found_community"
        ) from None


def derived(name: str, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose``, derived from the key (HKDF, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(read(name))
