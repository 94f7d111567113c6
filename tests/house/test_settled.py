"""A process that begins to serve sets aside what it holds for its whole life."""

import gc
import weakref

import pytest
from asgiref.sync import async_to_sync

from forums.live import drain
from mobilize.settled import EVERY, settle


@pytest.fixture
def unsettled():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Knot:
    """Something that only the collector can take away."""

    def __init__(self):
        self.itself = self


def test_what_is_loaded_is_set_aside_and_what_comes_later_is_still_collected(unsettled):
    loaded = len(gc.get_objects())
    settle()
    assert gc.get_freeze_count() > loaded * 0.9
    assert len(gc.get_objects()) < loaded * 0.1
    assert gc.get_threshold() == EVERY
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_a_process_with_sockets_settles_before_it_says_that_it_is_there(unsettled, monkeypatch):
    monkeypatch.setattr(drain, "take_the_signal", lambda: None)
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    told = []

    async def receive():
        return next(messages)

    async def send(message):
        told.append((message["type"], gc.get_freeze_count() > 0))

    async_to_sync(drain.lifespan)(None, receive, send)
    assert told == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", True)]
