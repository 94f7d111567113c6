"""Frames are parsed once, exactly; the document about them says what the code does."""

import dataclasses
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums.live import actions, crowd, protocol, volatile  # noqa: F401
from forums.live.enums import EventKind
from forums.live.protocol import INCOMING, OUTGOING, BadFrame, Close, Hello, Say, from_wire, to_wire
from mobilize.kernel import access, authority
from tests.house.files import ROOT

DOC = (ROOT / "docs" / "live-protocol.md").read_text()


def documented(part: str) -> dict[str, list[tuple[str, str]]]:
    """Return {kind: [(field, type)]} of one part of the document."""
    section = re.search(rf"^## {part}$(.*?)(?=^## |\Z)", DOC, re.M | re.S).group(1)
    frames = {}
    for name, text in re.findall(r"^### `(\w+)`$(.*?)(?=^### |\Z)", section, re.M | re.S):
        frames[name] = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", text, re.M)
    return frames


def coded(frames: dict) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for kind, frame in frames.items():
        found[kind] = []
        for part in dataclasses.fields(frame):
            words = part.type.__name__ if isinstance(part.type, type) else "int or null"
            words = "any" if part.type is Any else words
            if part.default is not dataclasses.MISSING:
                words += f", {json.dumps(part.default)}"
            elif part.default_factory is not dataclasses.MISSING:
                words += ", []"
            found[kind].append((part.name, words))
    return found


def test_the_document_names_each_frame_from_the_client_with_its_fields():
    assert documented("From the client") == coded(INCOMING)


def test_the_document_names_each_frame_from_the_server_with_its_fields():
    assert documented("From the server") == coded(OUTGOING)


def test_the_document_names_each_kind_of_event():
    section = re.search(r"^## Events$(.*?)(?=^## )", DOC, re.M | re.S).group(1)
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.M)) == set(EventKind.values)


def test_the_document_names_each_volatile_value():
    section = re.search(r"^## Volatile values$(.*?)(?=^## )", DOC, re.M | re.S).group(1)
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.M)) == set(volatile._readers)


def test_the_document_names_each_closing_code():
    section = re.search(r"^## Codes with which.*?$(.*?)(?=^## )", DOC, re.M | re.S).group(1)
    codes = {value for name, value in vars(Close).items() if name.isupper()}
    assert {int(code) for code in re.findall(r"^\| (\d{4}) \|", section, re.M)} == codes


def test_every_action_of_a_client_declares_a_rule_that_exists():
    declared = access.socket_actions()
    assert set(INCOMING) <= set(declared)
    assert all(authority.known(declared[kind]) for kind in INCOMING)
    assert {frame.kind for frame in actions._ACTIONS} <= set(INCOMING)


def test_a_frame_comes_through_whole():
    assert from_wire('{"kind":"say","id":"a","body":"Écoute 🙂"}') == Say("a", "Écoute 🙂")
    assert from_wire('{"kind":"hello","proto":1}') == Hello(1, "", 0, "", 0)


def test_a_frame_goes_out_as_one_object_with_its_kind():
    words = to_wire(protocol.Nack("a", "too_fast", "Warte…", False, 5))
    assert json.loads(words) == {
        "kind": "nack",
        "id": "a",
        "code": "too_fast",
        "text": "Warte…",
        "final": False,
        "retry_ms": 5,
    }


def test_the_id_of_a_bad_frame_comes_back_with_its_refusal():
    with pytest.raises(BadFrame) as bad:
        from_wire('{"kind":"say","id":"mine","body":3}')
    assert bad.value.id == "mine"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_no_json_value_breaks_the_parser(value):
    try:
        frame = from_wire(json.dumps(value))
    except BadFrame:
        return
    assert type(frame) in INCOMING.values()


@given(st.text())
def test_no_text_breaks_the_parser(words):
    with pytest.raises(BadFrame):
        from_wire(words)


@pytest.mark.parametrize("words", [r'"a\ud800b"', r'"a\u0000b"'])
def test_what_no_database_can_keep_is_no_frame(words):
    for frame in (f'{{"kind":"say","id":"a1","body":{words}}}', f'{{"kind":"say","id":{words},"body":"x"}}'):
        with pytest.raises(BadFrame):
            from_wire(frame)
