"""The session that the protocol's document types by hand, typed into the very client that it names."""

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time

import httpx
import pytest

from tests.factories.live import room
from tests.factories.people import community, member
from tests.house.files import ROOT
from tests.live.wire import cookie_of

DOC = (ROOT / "docs" / "live-protocol.md").read_text()
COMES_BY_ITSELF = {"v", "hb"}


def typed() -> list[tuple[str, list[dict]]]:
    """Return what the document types, each line with the frames that answer it."""
    block = re.search(r"^## A session typed by hand$.*?^```$(.*?)^```$", DOC, re.M | re.S).group(1)
    turns: list[tuple[str, list[dict]]] = []
    for line in block.splitlines():
        if line.startswith("> "):
            turns.append((line[2:], []))
        elif line.startswith("< "):
            turns[-1][1].append(json.loads(line[2:]))
    return turns


class Client:
    """``python -m websockets`` in a process of its own."""

    def __init__(self, address: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "websockets", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "no_proxy": "127.0.0.1"},
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(re.sub(r"\x1b(7|8|\[\w)", "", line).strip().removeprefix("> "))

    def type(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, start: str) -> str:
        """Read until a line begins with ``start``; frames that come by themselves are passed over."""
        end = time.monotonic() + 30
        while True:
            line = self.lines.get(timeout=max(0.1, end - time.monotonic()))
            if line.startswith(start) and not (
                start == "< " and self._frame(line)["kind"] in COMES_BY_ITSELF
            ):
                return line

    @staticmethod
    def _frame(line: str) -> dict:
        return json.loads(line.removeprefix("< "))

    def frame(self) -> dict:
        return self._frame(self.until("< "))

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)


def filled_in(line: str, known: dict) -> str:
    return re.sub(r'"(EPOCH|REF)"', lambda found: json.dumps(known[found[1]]), line)


def fits(frame: dict, written: dict) -> bool:
    return list(frame) == list(written) and all(
        wanted == "…" or frame[name] == wanted for name, wanted in written.items()
    )


@pytest.fixture
def made(live_app):
    return room(community())


def ticket_for(live_app, made, user) -> str:
    path = f"{live_app}/c/{made.community.slug}/sessions/{made.session.public_id}/events/?wait=0"
    answer = httpx.get(path, headers={"Cookie": cookie_of(user)}, trust_env=False)
    return answer.json()["frames"][0]["ticket"]


def test_the_document_s_session_can_be_typed_into_a_plain_client(live_app, made):
    ticket = ticket_for(live_app, made, member(made.community, band="D"))
    place = f"/c/{made.community.slug}/sessions/{made.session.public_id}/socket/?ticket={ticket}"
    client = Client(live_app.replace("http:", "ws:") + place)
    known = {}
    try:
        client.until("Connected to")
        for line, answers in typed():
            client.type(filled_in(line, known))
            came = [client.frame() for _ in answers]
            for written in answers:
                fitting = [frame for frame in came if frame["kind"] == written["kind"]]
                assert fitting and fits(fitting[0], written), f"{line}\nwritten: {written}\ncame: {came}"
            for frame in came:
                known |= {name.upper(): frame[name] for name in ("epoch", "ref", "e") if frame.get(name)}
        assert client.until("Connection closed:") == "Connection closed: 1000 (OK)."
        assert [event["kind"] for event in known["E"]] == ["state", "state", "message", "removed"]
        assert known["E"][2]["data"]["body"] == ""
    finally:
        client.end()
