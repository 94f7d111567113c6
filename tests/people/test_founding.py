"""Founding a community."""

from datetime import UTC, date, datetime, time

import pytest

from mobilize.kernel.refusal import Refused
from people import furnishing, queries
from people.domain import communities, sign_in_codes
from people.enums import Role
from people.models import Community, SignInCode, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
WORDS = {
    "name": "Harbour Road School",
    "slug": "harbour",
    "kind": "school",
    "time_zone": "Europe/Paris",
    "language": "fr",
    "administrator_username": "amel",
    "administrator_name": "Amel De Roux",
}


def test_a_new_community_has_an_administrator_and_a_school_week():
    community, user, _code = communities.found(**WORDS, now=NOW)
    actor = queries.actor_for(user, community_slug="harbour", now=NOW)
    assert (actor.roles, actor.band, actor.cleared) == ({Role.ADMINISTRATOR}, "D", False)
    assert (user.first_name, user.last_name, user.has_usable_password()) == ("Amel", "De Roux", False)
    shifts = list(community.staffed_hours.values_list("weekday", "opens", "closes"))
    assert shifts == [(weekday, time(9), time(16)) for weekday in range(5)]


def test_the_printed_code_lets_the_administrator_choose_a_password():
    _community, user, code = communities.found(**WORDS, now=NOW)
    used = sign_in_codes.use(
        username="Amel", code=f" {code.upper()} ", password="correct horse", client_address="1", now=NOW
    )
    user.refresh_from_db()
    assert used == user
    assert user.check_password("correct horse")
    assert code not in SignInCode.objects.values_list("code_hash", flat=True)


def test_whoever_founds_may_vouch_for_the_administrator():
    _community, user, _code = communities.found(
        **WORDS, administrator_cleared_until=date(2027, 1, 1), now=NOW
    )
    assert queries.actor_for(user, community_slug="harbour", now=NOW).cleared is True


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"slug": "Harbour Road"}, "community_slug"),
        ({"slug": ""}, "community_slug"),
        ({"slug": "a" * 41}, "community_slug"),
        ({"name": "  "}, "name_missing"),
        ({"kind": "castle"}, "community_unfit"),
        ({"language": "xx"}, "community_unfit"),
        ({"time_zone": "Europe/Atlantis"}, "community_unfit"),
        ({"administrator_username": "two words"}, "username_unfit"),
        ({"administrator_name": ""}, "name_missing"),
    ],
)
def test_unfit_words_are_refused_and_nothing_is_left(changed, code):
    with pytest.raises(Refused, match=code):
        communities.found(**{**WORDS, **changed}, now=NOW)
    assert (Community.objects.count(), User.objects.count()) == (0, 0)


def test_a_short_name_belongs_to_one_community():
    communities.found(**WORDS, now=NOW)
    with pytest.raises(Refused, match="community_slug"):
        communities.found(**{**WORDS, "administrator_username": "other"}, now=NOW)
    assert User.objects.count() == 1


def test_what_an_upper_floor_cannot_furnish_undoes_the_founding(monkeypatch):
    def fail(community, now):
        raise RuntimeError("no furniture")

    monkeypatch.setattr(furnishing, "_furnishers", [fail])
    with pytest.raises(RuntimeError):
        communities.found(**WORDS, now=NOW)
    assert (Community.objects.count(), User.objects.count()) == (0, 0)
