"""Hints between processes: they arrive while Redis is there, and nobody notices when it is not."""

import threading
import time

import pytest
from channels.layers import channel_layers
from django.core.cache import caches
from django.test import override_settings

from forums.live import broadcast, fanout
from forums.live.fanout import Layered, Local
from mobilize.kernel.cache import SturdyCache
from tests.stage.services import own_redis


@pytest.fixture(scope="module")
def redis():
    with own_redis() as redis:
        yield redis


@pytest.fixture
def layer(redis):
    config = {"hosts": [{"address": redis.url, "socket_timeout": None}], "prefix": "test", "expiry": 10}
    with override_settings(
        CHANNEL_LAYERS={"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": config}}
    ):
        # Two Layered in one process stand for two processes: each must have a layer of its own.
        yield lambda: channel_layers.make_backend("default")


class Ear:
    def __init__(self) -> None:
        self.heard: list = []
        self.news = threading.Event()

    def __call__(self, hint) -> None:
        self.heard.append(hint)
        self.news.set()


def process(monkeypatch, layer) -> tuple[Layered, Ear]:
    own, ear = layer(), Ear()
    monkeypatch.setattr(fanout, "get_channel_layer", lambda: own)
    here = Layered()
    here.listen(ear)
    deadline = time.monotonic() + 20
    while not here.channel and time.monotonic() < deadline:
        time.sleep(0.01)
    assert here.channel
    return here, ear


def tell_until(teller: Layered, hint, ear: Ear, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while hint not in ear.heard and time.monotonic() < deadline:
        teller.tell(hint)
        ear.news.wait(0.2)
    assert hint in ear.heard


def test_a_hint_reaches_the_other_process_and_not_its_own(monkeypatch, layer):
    one, own_ear = process(monkeypatch, layer)
    _two, other_ear = process(monkeypatch, layer)
    tell_until(one, ("session", 7), other_ear)
    tell_until(one, ("member", 12), other_ear)
    assert own_ear.heard == []


def test_while_redis_is_away_nobody_waits_and_afterwards_hints_come_again_unaided(monkeypatch, layer, redis):
    one, _ = process(monkeypatch, layer)
    _two, ear = process(monkeypatch, layer)
    tell_until(one, ("session", 1), ear)
    redis.stop()
    began = time.monotonic()
    for number in range(2 * fanout.TRAY):
        one.tell(("session", 100 + number))
    assert time.monotonic() - began < 2.0
    assert len(one._tray) <= fanout.TRAY
    redis.start()
    tell_until(one, ("session", 2), ear)


def test_one_process_needs_no_redis():
    with override_settings(CHANNEL_LAYERS={}):
        assert isinstance(fanout.of_installation(), Local)


def test_what_rings_here_is_told_to_the_others(monkeypatch, django_capture_on_commit_callbacks, db):
    told = []

    class Other(Local):
        def tell(self, hint) -> None:
            told.append(hint)

    monkeypatch.setattr(broadcast, "_between_processes", Other)
    with django_capture_on_commit_callbacks(execute=True):
        broadcast.ring(3)
        broadcast.recheck(4)
        assert told == []
    assert told == [("session", 3), ("member", 4)]


def test_counters_go_on_in_memory_while_redis_is_away_and_in_redis_afterwards(monkeypatch, redis):
    cache = SturdyCache(redis.url, {})
    monkeypatch.setattr("mobilize.kernel.cache.REST_SECONDS", 0.0)
    assert cache.add("tries", 1, 60)
    assert cache.incr("tries") == 2
    redis.stop()
    try:
        assert cache.get("tries") is None
        assert cache.add("tries", 1, 60)
        assert cache.incr("tries") == 2
        cache.set("words", "kept here", 60)
        assert cache.get("words") == "kept here"
        assert cache.has_key("words")
        assert cache.get_many(["words"]) == {"words": "kept here"}
        cache.delete("words")
        assert cache.get("words", "gone") == "gone"
    finally:
        redis.start()
    assert cache.add("tries", 5, 60)
    assert SturdyCache(redis.url, {}).get("tries") == 5
    assert caches["default"] is not cache
