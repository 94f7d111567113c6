"""The socket of a community session: the same table over its actions, asked of what the socket itself asks."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from forums.live import actions, protocol, standing
from people.models import Membership
from tests.permissions import table
from tests.permissions.cast import BAND_B
from tests.permissions.visits import undone, writes_noted

ROWS = {row.address: row for row in table.rows() if row.method == "SOCKET"}
ROLES = table.roles()
_LETTERS = {403: "!", 404: ".", 409: "~", 422: "?"}


def frame(name: str, place, variant: str = ""):
    message = place.things["message"]
    return {
        "say": lambda: protocol.Say("frame-1", "A bench would help."),
        "withdraw": lambda: protocol.Withdraw("frame-1", message[variant]),
        "rule": lambda: protocol.Rule("frame-1", message[variant or "held"], "release", 1),
    }.get(name, lambda: None)()


def arrival(house, role: str, *, at=None, of=None, variant: str = ""):
    """Come to the door with the sign-in of ``role``, as a handshake does."""
    cookie = house.clients[role].cookies.get(settings.SESSION_COOKIE_NAME)
    headers = [(b"cookie", f"{cookie.key}={cookie.value}".encode())] if cookie else []
    place = of or house.home
    where = {"community": (at or house.home).community.slug, "session": place.things["session"][variant]}
    return standing.arrive(standing.comer_of({"headers": headers}, **where))


def act(house, role: str, name: str, *, thing=None) -> str:
    """Return the letter that comes of the action; afterwards everything is as before."""
    with undone(), writes_noted() as writes:
        came = arrival(house, role)
        found = came and standing.look_again(came, now=timezone.now())
        if not found:
            assert writes == []
            return "."
        wanted = thing or frame(name, house.home)
        if wanted is None:
            return "+"
        answer = actions.act(*found, wanted, now=timezone.now())
        if isinstance(answer, protocol.Ack):
            return "+"
        assert writes == []
        return _LETTERS[actions.status_of(answer)]


@pytest.mark.parametrize("name", list(ROWS))
def test_each_cell_of_the_socket_is_as_written(house, name):
    assert {role: act(house, role, name) for role in ROLES} == ROWS[name].cells


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"an", "st"}])
def test_the_other_community_has_no_socket_for_us(house, role):
    assert arrival(house, role, of=house.away) is None
    assert arrival(house, role, of=house.away, at=house.away) is None


@pytest.mark.parametrize("role", BAND_B)
def test_another_band_has_no_socket_for_us(house, role):
    assert arrival(house, role, variant="band A") is None


def test_the_other_band_and_the_stranger_have_their_own(house):
    assert arrival(house, "sA", variant="band A").user == house.people["sA"].public_id
    assert arrival(house, "st", of=house.away, at=house.away).user == house.people["st"].public_id


@pytest.mark.parametrize("role", [role for role in ROLES if ROWS["hello"].cells[role] == "+"])
def test_rule_61_an_open_socket_asks_again_after_the_end_of_a_membership(house, role):
    with undone():
        came = arrival(house, role)
        Membership.objects.filter(user=house.people[role]).update(ended_at=timezone.now())
        assert standing.look_again(came, now=timezone.now()) is None
        assert standing.staying([came]) == {}
        assert arrival(house, role) is None


def test_rule_59_no_socket_for_staff_without_a_second_factor(house):
    with undone():
        Authenticator.objects.filter(user=house.people["fa"]).delete()
        assert arrival(house, "fa") is None


@pytest.mark.parametrize("name", ["withdraw", "rule"])
@pytest.mark.parametrize("variant", ["", "band A"])
def test_frames_reach_no_message_of_another_session(house, name, variant):
    role = "au" if name == "withdraw" else "mo"
    place = house.away if variant == "" else house.home
    assert act(house, role, name, thing=frame(name, place, variant)) == "."
