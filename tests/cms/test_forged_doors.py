"""What an editor's form does not offer changes nothing, for each kind of door, new or old."""

import pytest
from django.forms import model_to_dict

from cms.domain import pages
from people.enums import Role
from people.models import RoleGrant
from tests.factories import actor, community, member, open_forum
from tests.factories.cms import community_page, organizer, post_edit, post_new, signed_in
from tests.factories.committees import committee
from tests.factories.polls import open_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    return community("harbour")


def forged(harbour) -> dict[str, str]:
    """Fields of the things and pages behind the forms, pointing at things that exist and belong to others."""
    valley = community("valley")
    teacher = member(valley, Role.TEACHER)
    place = str(actor(teacher, valley).membership.pk)
    poll, _ = open_poll(valley)
    return {
        "state": "open",
        "community": str(valley.pk),
        "community_id": str(valley.pk),
        "named_adult": place,
        "accepted_at": "2026-01-01T00:00",
        "opened_at": "2026-01-01T00:00",
        "facilitator": place,
        "moderator": place,
        "second_adult": place,
        "poll": str(poll.pk),
        "session": "1",
        "plan": "1",
        "ending": "counted",
        "electorate": "1000",
        "public_key": "00",
        "rules_hash": "00",
        "owner": str(teacher.pk),
        "live": "on",
        "locale": "2",
        "path": "0001",
        "role": "administrator",
        "is_superuser": "on",
        "public_id": "aaaaaaaaaaaaaaaa",
    }


def _facts(thing) -> dict:
    """Everything the row of a thing says, but for what its own form writes."""
    return model_to_dict(thing) | {"public_id": thing.public_id, "community": thing.community_id}


@pytest.mark.parametrize("kind", sorted(pages.DOORS))
def test_forged_fields_of_a_door_change_nothing(harbour, kind):
    editor = organizer(harbour)
    client, parent = signed_in(editor), community_page(harbour)
    own = {"plan": {"committee": str(committee(harbour).pk)}}.get(kind, {})
    extra = {name: value for name, value in forged(harbour).items() if name not in own}
    foreign = open_forum(community("hill"))
    grants = RoleGrant.objects.count()

    assert post_new(client, parent, kind, **own, **extra).status_code == 302
    door = pages.DOORS[kind].objects.get(alias_of=None)
    assert (door.thing.state, door.thing.community) == ("draft", harbour)
    assert door.thing.public_id != extra["public_id"]
    assert (door.live, door.owner, door.get_parent().pk) == (False, editor, parent.pk)
    for name in (
        "named_adult",
        "facilitator",
        "moderator",
        "second_adult",
        "public_key",
        "rules_hash",
        "ending",
    ):
        assert not getattr(door.thing, name, None), name

    before = _facts(door.thing)
    answer = post_edit(client, door, kind, **own, **extra)
    assert answer.status_code == 302
    door = pages.DOORS[kind].objects.get(alias_of=None)
    assert _facts(door.thing) == before
    assert (door.live, door.owner) == (False, editor)
    assert RoleGrant.objects.count() == grants
    foreign.refresh_from_db()
    assert foreign.state == "open"
    editor.refresh_from_db()
    assert editor.is_superuser is False
