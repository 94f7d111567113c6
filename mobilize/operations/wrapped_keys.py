"""The keys of the data, wrapped with a passphrase: one file, kept apart from every copy of the data.

Only the keys that lie in MOBILIZE_KEYS_DIR itself are wrapped. The private keys of polls lie in a folder below and are
never copied anywhere, so that destroying the one file destroys the key.

The passphrase is stretched with scrypt (RFC 7914).
"""

import json
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from mobilize.kernel import encrypted, keys, sealing
from mobilize.operations import disk, sets
from mobilize.operations.trouble import Trouble

SHORTEST = 20
_ABOUT = "mobilize keys 1"
_COST = {"n": 1 << 16, "r": 8, "p": 1}


def _key(passphrase: str, salt: bytes, cost: dict) -> bytes:
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


def here() -> dict[str, bytes]:
    """Return the keys of this installation by name, without those of polls."""
    return {path.name: path.read_bytes() for path in sorted(Path(settings.KEYS_DIR).glob("*.key"))}


def wrap(target: Path, passphrase: str) -> list[str]:
    """Write all keys into ``target``; return their names.

    Errors: ``short_passphrase``, ``keys_missing``, ``beside_the_data``.
    """
    if len(passphrase) < SHORTEST:
        raise Trouble("short_passphrase", f"Choose a passphrase of at least {SHORTEST} characters.")
    found = here()
    if keys.SEAL_KEY not in found:
        raise Trouble("keys_missing", f"There is no {keys.SEAL_KEY} in {settings.KEYS_DIR}.")
    target = target.resolve()
    backups = [Path(settings.BACKUP_DIR).resolve()] if settings.BACKUP_DIR else []
    inside = [folder for folder in (settings.DATA_DIR, *backups) if target.is_relative_to(folder)]
    if inside or any(
        sets.all_in(folder) or (folder / sets.MANIFEST).exists() for folder in target.parents[:3]
    ):
        raise Trouble("beside_the_data", "The wrapped keys must not lie with the data that they open.")
    salt = secrets.token_bytes(16)
    words = json.dumps({name: key.hex() for name, key in found.items()}).encode()
    kept = sealing.seal(_key(passphrase, salt, _COST), words, bound_to=_ABOUT)
    nonce, sealed = kept[: sealing.NONCE].hex(), kept[sealing.NONCE :].hex()
    disk.put_json(target, {"format": 1, "salt": salt.hex(), "nonce": nonce, "keys": sealed, **_COST})
    return list(found)


def unwrap(source: Path, passphrase: str) -> dict[str, bytes]:
    """Return the keys in ``source``. Errors: ``keys_missing``, ``wrong_passphrase``."""
    try:
        about = json.loads(source.read_text())
        salt, nonce, sealed = (bytes.fromhex(about[name]) for name in ("salt", "nonce", "keys"))
        cost = {name: about[name] for name in _COST}
    except (OSError, ValueError, KeyError, TypeError):
        raise Trouble("keys_missing", f"There are no wrapped keys in {source}.") from None
    try:
        words = sealing.opened(_key(passphrase, salt, cost), nonce + sealed, bound_to=_ABOUT)
    except sealing.NotOpened:
        raise Trouble("wrong_passphrase", "The passphrase does not open the wrapped keys.") from None
    return {name: bytes.fromhex(key) for name, key in json.loads(words).items()}


def put_back(found: dict[str, bytes]) -> list[str]:
    """Write keys into MOBILIZE_KEYS_DIR; return the names of those that were not there.

    Where encrypted fields have a new key meanwhile, theirs comes beside it: each opens what it closed.
    Errors: ``other_keys`` if another key has the name already.
    """
    folder = Path(settings.KEYS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fields = folder / encrypted.KEY
    if encrypted.KEY in found and fields.exists() and fields.read_bytes() != found[encrypted.KEY]:
        found = dict(found)
        key = found.pop(encrypted.KEY)
        found[encrypted.older_name(keys.name_of(key))] = key
    for name, key in found.items():
        if (folder / name).exists() and (folder / name).read_bytes() != key:
            raise Trouble("other_keys", f"There is another {name} in {folder}. Move it away first.")
    missing = [name for name in found if not (folder / name).exists()]
    for name in missing:
        disk.put(folder / name, found[name])
    return missing
