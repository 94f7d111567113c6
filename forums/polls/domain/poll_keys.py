"""The private key of each poll: a file of its own in MOBILIZE_KEYS_DIR/polls, destroyed after the close."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from forums.polls.models import GoalPoll
from mobilize.kernel import keys


def _path(poll: GoalPoll) -> Path:
    return Path(settings.KEYS_DIR) / "polls" / f"{poll.public_id}.key"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(poll: GoalPoll) -> str:
    """Make the poll's key pair, keep the private key on disk, and return the public key (hex).

    A key that an opening left behind without a commit is replaced: nothing was ever sealed with it.
    """
    path = _path(poll)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = X25519PrivateKey.generate()
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private.private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    _sync(path.parent)
    return private.public_key().public_bytes_raw().hex()


def read(poll: GoalPoll) -> X25519PrivateKey | None:
    """Return the poll's private key, or None if it is gone for good.

    Errors: ``ImproperlyConfigured`` if the whole folder of keys is not there. A folder that is merely not
    mounted must never make a poll void.
    """
    keys.read(keys.SEAL_KEY)
    try:
        private = X25519PrivateKey.from_private_bytes(_path(poll).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return private if private.public_key().public_bytes_raw().hex() == poll.public_key else None


def destroy(poll: GoalPoll) -> None:
    """Overwrite and remove the poll's private key. Doing it twice does no harm."""
    path = _path(poll)
    try:
        with open(path, "r+b") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    _sync(path.parent)
