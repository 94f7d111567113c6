"""Invitations: one adult, one role, once; and nothing that is sent with the answer makes more of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from mobilize.kernel import outbox
from mobilize.kernel.models import AuditEntry, Letter
from mobilize.kernel.refusal import Refused
from people.domain import invitations, members
from people.enums import Band, Role
from people.models import Clearance, Guardianship, Invitation, Membership, NoticeWish, RoleGrant, User
from tests import factories
from tests.factories.screens import ask_again

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db
WORDS = {
    "username": "new.person",
    "password": "three-plain-words",
    "first_name": "New",
    "last_name": "Person",
}


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


def invite(office, **more):
    return invitations.invite(office, **{"role": Role.TEACHER, "now": NOW, **more})


def come(secret: str, *, now=NOW, **more) -> Membership:
    return invitations.accept(secret=secret, client_address="192.0.2.1", now=now, **{**WORDS, **more})


def refused(secret: str, **more) -> str:
    people = User.objects.count()
    with pytest.raises(Refused) as no:
        come(secret, **more)
    assert User.objects.count() == people
    return no.value.code


@pytest.mark.both_databases
def test_an_invitation_makes_one_adult_with_its_role_and_no_check(office, school):
    invitation, secret = invite(office)
    place = come(secret)
    assert (place.community, place.band) == (school, Band.D)
    assert list(place.role_grants.values_list("role", flat=True)) == [Role.TEACHER]
    assert not Clearance.objects.filter(
        membership=place
    ).exists()  # rule 3: it opens nothing of young people yet
    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.membership) == (NOW, place)


def test_the_secret_has_128_bits_and_only_its_hash_is_kept(office):
    invitation, secret = invite(office)
    assert (
        len(secret) == 22 and len({invite(office)[1] for _ in range(50)}) == 50
    )  # 22 letters of 6 bits: 16 bytes
    kept = " ".join(
        str(value) for value in Invitation.objects.filter(pk=invitation.pk).values().get().values()
    )
    assert secret not in kept
    assert secret not in "".join(str(line.note) for line in AuditEntry.objects.all())


@pytest.mark.both_databases
def test_used_taken_back_run_out_and_unknown_are_one_refusal(office):
    used, taken_back, over = invite(office), invite(office), invite(office, days=1)
    come(used[1])
    invitations.revoke(office, invitation=taken_back[0], now=NOW)
    told = {
        refused(used[1], username="other"),
        refused(taken_back[1]),
        refused(over[1], now=NOW + timedelta(days=1)),
        refused("A" * 22),
        refused(""),
    }
    assert told == {"invitation_over"}


def test_it_ends_with_the_administrator_who_made_it(office, school):
    _invitation, secret = invite(office)
    RoleGrant.objects.filter(membership=office.membership, role=Role.ADMINISTRATOR).update(ends_at=NOW)
    assert refused(secret) == "invitation_over"


def test_an_invitation_for_an_address_needs_that_address(office):
    _invitation, secret = invite(office, email="tea@example.org")
    assert refused(secret) == "invitation_other_email"
    assert refused(secret, email="mallory@example.org") == "invitation_other_email"
    place = come(secret, email="Tea@Example.org ")
    assert NoticeWish.objects.get(membership=place).email == "tea@example.org"


def test_names_of_the_invitation_are_kept_whatever_is_sent(office):
    _invitation, secret = invite(office, first_name="Tea", last_name="Cher")
    assert come(secret, first_name="Mallory").user.name == "Tea Cher"


def test_a_refused_name_or_password_leaves_the_invitation_usable(office, admin):
    _invitation, secret = invite(office)
    assert refused(secret, username=admin.username) == "username_taken"
    assert refused(secret, password="12345") == "password_weak"
    assert come(secret).user.username == "new.person"


def test_guesses_are_throttled_and_then_even_the_right_one_waits(office):
    _invitation, secret = invite(office)
    for number in range(20):
        assert refused(f"guess-{number}") == "invitation_over"
    assert refused(secret) == "too_fast"


def test_rule_39_no_invitation_makes_a_student_or_an_unknown_role(office):
    for role in (Role.STUDENT, "owner", ""):
        with pytest.raises(Refused, match="invitation_role"):
            invite(office, role=role)


def test_what_cannot_be_is_refused(office, student):
    place = student.memberships.get()
    wrong = [
        ({"days": 0}, "invitation_days"), ({"days": 31}, "invitation_days"), ({"email": "no"}, "email_unfit"),
        ({"mail": True}, "email_missing"), ({"first_name": "x" * 151}, "name_too_long"),
        ({"student": place}, "invitation_role"),
        ({"student": office.membership, "role": Role.CAREGIVER}, "students_only"),
    ]  # fmt: skip
    for more, code in wrong:
        with pytest.raises(Refused, match=code):
            invite(office, **more)
    assert not Invitation.objects.exists()


def test_a_caregiver_is_tied_to_the_child_with_the_least(office, student):
    child = student.memberships.get()
    _invitation, secret = invite(office, role=Role.CAREGIVER, student=child)
    tie = Guardianship.objects.get(guardian=come(secret))
    assert tie.student == child
    assert not (tie.may_consent or tie.sees_participation or tie.gets_mail or tie.is_legal or tie.lives_with)


def test_a_child_who_left_takes_the_invitation_along(office, student):
    child = student.memberships.get()
    _invitation, secret = invite(office, role=Role.CAREGIVER, student=child)
    members.end_membership(office, membership=child, now=NOW)
    assert refused(secret) == "invitation_over"


def test_rule_3_an_administrator_without_a_check_invites_nobody_for_a_child(school, student):
    office = factories.actor(factories.member(school, Role.ADMINISTRATOR, cleared=False), school)
    with pytest.raises(Refused, match="clearance_missing"):
        invite(office, role=Role.CAREGIVER, student=student.memberships.get())
    assert invite(office)[0].role == Role.TEACHER  # adults they let in, as before


def test_only_an_administrator_of_this_community_makes_and_stops_them(office, school):
    invitation, _secret = invite(office)
    inland = factories.community("inland")
    for stranger in (
        factories.actor(factories.member(school, Role.TEACHER), school),
        factories.actor(factories.member(inland, Role.ADMINISTRATOR), inland),
    ):
        with pytest.raises(Refused, match="not_found"):
            invitations.revoke(stranger, invitation=invitation, now=NOW)
    with pytest.raises(Refused, match="not_found"):
        invite(factories.actor(factories.member(school, Role.TEACHER), school))


def test_the_letter_holds_the_link_sealed_and_goes_only_while_it_works(office, freeze):
    freeze(NOW)
    _invitation, secret = invite(office, email="tea@example.org", mail=True)
    letter = Letter.objects.get()
    assert secret not in f"{letter.recipient}{letter.facts}"
    outbox.send_next(now=NOW)
    assert mail.outbox[0].to == ["tea@example.org"] and f"/invitation/{secret}/" in mail.outbox[0].body
    letter.refresh_from_db()
    assert letter.recipient == ""
    second, _other = invite(office, email="tea@example.org", mail=True)
    invitations.revoke(office, invitation=second, now=NOW)
    outbox.send_next(now=NOW)
    assert len(mail.outbox) == 1


def test_the_link_says_nothing_before_it_fits_and_a_forged_form_changes_nothing(
    at_work, school, client, admin, student
):
    made = at_work.post(
        reverse("invitations", args=[school.slug]),
        {"role": "teacher", "first_name": "Tea", "last_name": "", "email": "", "days": "7"},
    )
    path = re.search(r"/invitation/[\w-]+/", made.content.decode())[0]
    assert path not in at_work.get(reverse("invitations", args=[school.slug])).content.decode()
    signed_in = at_work.get(path)  # a member already
    assert signed_in.status_code == 409 and "invitation_other_person" in signed_in.content.decode()
    client.logout()
    wrong = client.get("/invitation/AAAAAAAAAAAAAAAAAAAAAA/")
    assert wrong.status_code == 422 and school.name not in wrong.content.decode()
    assert "invitation_over" in wrong.content.decode()
    page = client.get(path)
    assert (
        page.status_code == 200
        and school.name in page.content.decode()
        and "no-store" in page["Cache-Control"]
    )
    inland = factories.community("inland")
    forged = {
        **WORDS, "role": "administrator", "band": "A", "community": inland.pk, "school": inland.slug,
        "student": student.memberships.get().pk, "is_staff": "on", "is_superuser": "on", "first_name": "Mallory",
    }  # fmt: skip
    come_in = client.post(path, forged)
    assert come_in.status_code == 302
    user = User.objects.get(username="new.person")
    place = user.memberships.get()
    assert (user.first_name, user.is_staff, user.is_superuser) == ("Tea", False, False)
    assert (place.community, place.band) == (school, Band.D)
    assert list(place.role_grants.values_list("role", flat=True)) == ["teacher"]
    assert not Guardianship.objects.exists()
    client.logout()
    replayed = client.post(path, {**WORDS, "username": "again"})
    assert replayed.status_code == 422 and not User.objects.filter(username="again").exists()


def test_a_caregiver_is_invited_from_the_childs_page_and_told_nothing_of_the_child(
    at_work, school, client, student
):
    child = student.memberships.get()
    form = reverse("invite_caregiver", args=[school.slug, child.public_id])
    assert student.name in at_work.get(form).content.decode()
    made = at_work.post(form, {"first_name": "", "last_name": "", "email": "", "days": "7"})
    path = re.search(r"/invitation/[\w-]+/", made.content.decode())[0]
    client.logout()
    page = client.get(path).content.decode()
    assert student.first_name not in page and "Caregiver" in page


def test_stopping_asks_first(at_work, school, admin):
    made, _secret = invite(factories.actor(admin, school))
    path = reverse("revoke_invitation", args=[school.slug, made.public_id])
    assert "Stop the invitation?" in at_work.get(path).content.decode()
    assert at_work.post(path).status_code == 302
    made.refresh_from_db()
    assert made.revoked_at is not None
    ask_again(at_work, admin)
    assert at_work.post(path).status_code == 409
