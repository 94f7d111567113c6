"""An invitation to another community, taken with the account one has: by whom it is for, and nobody else."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people.domain import invitations
from people.enums import Band, Role
from people.models import Clearance, Guardianship, Invitation, Membership, NoticeWish, User
from tests import factories

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


def invite(office, **more):
    return invitations.invite(office, **{"role": Role.TEACHER, "now": NOW, **more})


@pytest.fixture
def colleague():
    """A teacher of another community, called Tea Cher."""
    user = factories.member(factories.community("inland"), Role.TEACHER, username="tea")
    User.objects.filter(pk=user.pk).update(first_name="Tea", last_name="Cher")
    user.refresh_from_db()
    return user


def join(user, secret: str, **more) -> Membership:
    return invitations.accept_signed_in(user, secret=secret, client_address="192.0.2.1", now=NOW, **more)


def stays_out(user, secret: str, **more) -> str:
    places = Membership.objects.count()
    with pytest.raises(Refused) as no:
        join(user, secret, **more)
    assert Membership.objects.count() == places
    assert Invitation.objects.filter(used_at=None).exists()  # it still works for whom it is for
    return no.value.code


@pytest.mark.both_databases
def test_somebody_of_another_community_joins_with_the_account_they_have(office, school, colleague):
    invitation, secret = invite(office, role=Role.MODERATOR, first_name="tea ", email="tea@example.org")
    assert stays_out(colleague, secret) == "invitation_other_email"
    place = join(colleague, secret, email="TEA@example.org")
    assert (place.user, place.community, place.band) == (colleague, school, Band.D)
    assert list(place.role_grants.values_list("role", flat=True)) == [Role.MODERATOR]
    assert not Clearance.objects.filter(
        membership=place
    ).exists()  # rule 3: a check counts where it was recorded
    assert NoticeWish.objects.get(membership=place).email == "tea@example.org"
    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.membership) == (NOW, place)
    with pytest.raises(Refused, match="invitation_over"):
        join(factories.member(factories.community("upland"), Role.TEACHER), secret)


def test_nobody_takes_an_invitation_that_is_not_for_them(office, school, colleague, student):
    _named, named = invite(office, first_name="Robin", last_name="Cher")
    _open, open_one = invite(office)
    assert stays_out(colleague, named) == "invitation_other_person"
    assert stays_out(office.user, open_one) == "already_member"  # nor does anybody give themselves a role
    assert stays_out(student, open_one) == "invitation_for_adults"
    grown = factories.member(factories.community("upland"), band=Band.D)
    assert stays_out(grown, open_one) == "invitation_for_adults"
    left = factories.member(school, Role.TEACHER)
    Membership.objects.filter(user=left).update(ended_at=NOW)
    assert stays_out(left, open_one) == "already_member"
    child_once = factories.member(factories.community("lowland"), band=Band.B)
    Membership.objects.filter(user=child_once).update(ended_at=NOW)
    assert stays_out(child_once, open_one) == "invitation_for_adults"


def test_the_screen_says_who_is_signed_in_and_tells_others_nothing(
    office, school, colleague, client, student
):
    _invitation, secret = invite(office, role=Role.MENTOR, last_name="Cher", now=timezone.now())
    path = reverse("invitation", args=[secret])
    client.force_login(student)
    no = client.get(path)
    assert no.status_code == 409 and "Mentor" not in no.content.decode()
    client.force_login(colleague)
    page = client.get(path).content.decode()
    assert "You are signed in as Tea Cher. Do you want to join Harbour, too?" in page and "Mentor" in page
    assert "password" not in page
    done = client.post(
        path, {"role": "administrator", "username": "mallory", "band": "A", "email": "x@example.org"}
    )
    assert (done.status_code, done["Location"]) == (302, "/who-sees-what/")
    place = colleague.memberships.get(community=school)
    assert list(place.role_grants.values_list("role", flat=True)) == [Role.MENTOR]
    assert client.get(path).status_code == 422


def test_a_caregiver_who_works_elsewhere_is_tied_to_the_child(office, colleague, student):
    child = student.memberships.get()
    _invitation, secret = invite(office, role=Role.CAREGIVER, student=child)
    tie = Guardianship.objects.get(guardian=join(colleague, secret))
    assert tie.student == child and not tie.may_consent
