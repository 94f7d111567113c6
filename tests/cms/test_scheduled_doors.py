"""A door can be scheduled: its page comes and goes by the worker's round, in each language, and opens nothing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from cms.domain import pages
from mobilize.kernel.worker import Worker
from tests.factories import community
from tests.factories.cms import community_page, organizer, post_new, signed_in
from tests.factories.committees import committee

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["forum", "poll", "session", "plan"])
def test_a_scheduled_door_appears_on_time_and_goes_again_while_its_thing_stays_a_draft(kind, freeze):
    harbour = community("harbour")
    parent, now = community_page(harbour), timezone.now().replace(second=0, microsecond=0)
    words = {"committee": str(committee(harbour).pk)} if kind == "plan" else {}
    times = {"go_live_at": now + timedelta(hours=1), "expire_at": now + timedelta(hours=2)}
    zone = ZoneInfo(harbour.time_zone)
    typed = {name: f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for name, moment in times.items()}
    post_new(signed_in(organizer(harbour)), parent, kind, **words, **typed, **{"action-publish": "1"})
    door = pages.DOORS[kind].objects.get(alias_of=None)
    thing = door.thing
    assert {name: getattr(door, name) for name in times} == times
    addresses = [page.get_url() for page in door.get_translations(inclusive=True)]
    assert len(addresses) == 2
    seen = []
    for minutes in (30, 61, 121):
        freeze(now + timedelta(minutes=minutes))
        Worker().once(now=timezone.now())
        seen.append([Client().get(address).status_code for address in addresses])
        thing.refresh_from_db()
        assert thing.state == "draft"
    assert seen == [[404, 404], [200, 200], [404, 404]]
