"""One room seals for all: what was sealed before it was there still opens, and nobody else reaches for the cipher."""

import json
import re
from types import SimpleNamespace

import pytest

from mobilize.kernel import encrypted, keys, sealing
from mobilize.operations import wrapped_keys
from moderation.domain import pack_file
from people.domain import copies, notes, seal_box
from tests.house.files import APPS, ROOT, files, named

KEY = bytes(range(32))
BEFORE = json.loads((ROOT / "tests/fixtures/sealed/before.json").read_text())


@pytest.fixture
def keys_of_before(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    for name, key in BEFORE["keys"].items():
        (tmp_path / name).write_bytes(bytes.fromhex(key))


def _of_a_field():
    return encrypted.decrypted(BEFORE["field"], about="people.LegalHold.reason")


def _of_a_seal():
    byline = SimpleNamespace(public_id="byline-of-before")
    return seal_box.opened(keys.read(keys.SEAL_KEY), byline, bytes.fromhex(BEFORE["seal"]))


def _of_a_note():
    return notes.read(BEFORE["note"], purpose=notes.STOP)


def _of_a_copy():
    ring = keys.derived_ring(keys.SEAL_KEY, copies.PURPOSE)
    return sealing.opened_by_one_of(ring, bytes.fromhex(BEFORE["copy"]), bound_to="copy-of-before").decode()


def _of_a_pack():
    page = f'<script id="sealed">{json.dumps(BEFORE["pack"])}</script>'
    return pack_file.opened(page, "abcd-efgh-jkmn-pqrs-tuvw").decode()


@pytest.mark.parametrize(
    ("road", "words"),
    [
        (_of_a_field, "She told me at lunch."),
        (_of_a_seal, "user-of-before"),
        (_of_a_note, "member-of-before"),
        (_of_a_copy, "all that is mine"),
        (_of_a_pack, "what goes to the next school"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_was_written_before_still_opens(keys_of_before, road, words):
    assert road() == words


def test_keys_that_were_wrapped_before_still_come_back(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(BEFORE["wrapped"]))
    found = wrapped_keys.unwrap(file, "a passphrase of the fixture")
    assert {name: key.hex() for name, key in found.items()} == BEFORE["keys"]


def test_what_is_sealed_opens_with_the_same_key_and_bound_to_the_same():
    sealed = sealing.seal(KEY, b"words", bound_to="a row")
    assert sealing.opened(KEY, sealed, bound_to="a row") == b"words"
    assert sealed != sealing.seal(KEY, b"words", bound_to="a row")
    for key, value, bound_to in (
        (bytes(32), sealed, "a row"),
        (KEY, sealed, "another row"),
        (KEY, sealed, ""),
        (KEY, sealed[:-1] + bytes([sealed[-1] ^ 1]), "a row"),
        (KEY, sealed[:20], "a row"),
        (KEY, b"", "a row"),
    ):
        with pytest.raises(sealing.NotOpened):
            sealing.opened(key, value, bound_to=bound_to)


def test_after_a_change_of_keys_whichever_opens_it_does():
    sealed = sealing.seal(KEY, b"words")
    assert sealing.opened_by_one_of([bytes(32), KEY], sealed) == b"words"
    with pytest.raises(sealing.NotOpened):
        sealing.opened_by_one_of([bytes(32)], sealed)


def test_only_one_room_reaches_for_the_cipher():
    reach = {
        named(path)
        for path in files(".py", under=APPS)
        if re.search(r"ciphers\.aead|AESGCM", path.read_text())
    }
    assert reach == {"mobilize/kernel/sealing.py"}
