"""Members: roles, bands, consent, checks, leaving."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people import queries
from people.domain import consents, members, sign_in_codes
from people.enums import ConsentPurpose, Role
from people.models import Membership, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.community()


@pytest.fixture
def admin(school):
    return factories.actor(factories.member(school, Role.ADMINISTRATOR), school)


def place(user) -> Membership:
    return user.memberships.get()


def add(admin, **changed):
    words = {"username": "kim", "first_name": "Kim", "last_name": "Sand", "role": "teacher", "band": "D"}
    return members.add(admin, **{**words, **changed}, now=timezone.now())


def test_a_new_member_sets_the_password_with_a_code(school, admin):
    membership, code = add(admin)
    assert membership.user.has_usable_password() is False
    sign_in_codes.use(
        username="kim", code=code, password="correct horse", client_address="1", now=timezone.now()
    )
    assert User.objects.get(username="kim").check_password("correct horse")
    assert factories.actor(membership.user, school).roles == {Role.TEACHER}


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"role": "king"}, "role_unknown", "role"),
        ({"band": "Z"}, "band_unknown", "band"),
        ({"role": "moderator", "band": "B"}, "adult_band", "band"),
        ({"role": "caregiver", "band": "C"}, "adult_band", "band"),
        ({"username": ""}, "username_unfit", "username"),
        ({"first_name": "x" * 151}, "name_too_long", "first_name"),
    ],
)
def test_unfit_members_are_refused(admin, changed, code, field):
    with pytest.raises(Refused) as refused:
        add(admin, **changed)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not User.objects.filter(first_name="Kim").exists()


def test_a_user_name_is_taken_whatever_its_case(admin):
    add(admin)
    with pytest.raises(Refused, match="username_taken"):
        add(admin, username="KIM")


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_adds_members(school, role):
    actor = factories.actor(factories.member(school, role), school)
    with pytest.raises(Refused, match="not_found"):
        add(actor)
    assert not User.objects.filter(username="kim").exists()


def test_rule_3_an_administrator_without_a_check_adds_adults_only(school):
    actor = factories.actor(factories.member(school, Role.ADMINISTRATOR, cleared=False), school)
    add(actor)
    with pytest.raises(Refused, match="clearance_missing"):
        add(actor, username="sam", role="student", band="B")


def test_a_role_ends_with_its_last_day_in_the_community_s_own_time(freeze):
    school = factories.community(time_zone="America/New_York")
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    teacher = factories.member(school, Role.TEACHER)
    members.grant_role(
        admin,
        membership=place(teacher),
        role=Role.MODERATOR,
        until=date(2026, 12, 1),
        now=datetime(2026, 11, 30, 12, tzinfo=UTC),
    )

    def roles(hour, minute):  # midnight in New York is 5:00 in UTC
        now = datetime(2026, 12, 2, hour, minute, tzinfo=UTC)
        return queries.actor_for(teacher, community_slug=school.slug, now=now).roles

    assert roles(4, 59) == {Role.TEACHER, Role.MODERATOR}
    assert roles(5, 0) == {Role.TEACHER}


def test_a_role_that_ended_can_be_given_again(school, admin):
    teacher = place(factories.member(school, Role.TEACHER))
    now = timezone.now()
    members.end_role(admin, membership=teacher, role=Role.TEACHER, now=now)
    with pytest.raises(Refused, match="not_now"):
        members.end_role(admin, membership=teacher, role=Role.TEACHER, now=now)
    members.grant_role(admin, membership=teacher, role=Role.TEACHER, now=now)
    assert factories.actor(teacher.user, school).roles == {Role.TEACHER}


def test_a_student_never_holds_an_adult_role(school, admin):
    student = place(factories.member(school, band="D"))
    adult = place(factories.member(school, Role.TEACHER))
    for membership, role in ((student, Role.MODERATOR), (student, Role.CAREGIVER), (adult, Role.STUDENT)):
        with pytest.raises(Refused, match="student_and_staff"):
            members.grant_role(admin, membership=membership, role=role, now=timezone.now())


def test_an_adult_role_needs_the_band_of_adults(school, admin):
    student = place(factories.member(school, band="C"))
    members.end_role(admin, membership=student, role=Role.STUDENT, now=timezone.now())
    with pytest.raises(Refused, match="adult_band"):
        members.grant_role(admin, membership=student, role=Role.MENTOR, now=timezone.now())
    teacher = place(factories.member(school, Role.TEACHER))
    with pytest.raises(Refused, match="adult_band"):
        members.set_band(admin, membership=teacher, band="C", now=timezone.now())


def test_nobody_changes_their_own_roles_or_ends_their_own_place(admin):
    now = timezone.now()
    for act in (
        lambda: members.grant_role(admin, membership=admin.membership, role=Role.TEACHER, now=now),
        lambda: members.end_role(admin, membership=admin.membership, role=Role.ADMINISTRATOR, now=now),
        lambda: members.end_membership(admin, membership=admin.membership, now=now),
    ):
        with pytest.raises(Refused, match="own_roles"):
            act()


def test_of_two_administrators_who_end_each_other_one_stays(school, admin):
    other = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    now = timezone.now()
    members.end_role(admin, membership=other.membership, role=Role.ADMINISTRATOR, now=now)
    # The other one's page was open: their standing is read again under the lock.
    with pytest.raises(Refused, match="not_found"):
        members.end_role(other, membership=admin.membership, role=Role.ADMINISTRATOR, now=now)
    assert factories.actor(admin.user, school).roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_without_an_end_stays(school, admin):
    second = place(factories.member(school, Role.ADMINISTRATOR))
    now = timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    members.grant_role(admin, membership=second, role=Role.ADMINISTRATOR, until=tomorrow, now=now)
    for_a_day = factories.actor(second.user, school)
    for act in (
        lambda: members.end_role(for_a_day, membership=admin.membership, role=Role.ADMINISTRATOR, now=now),
        lambda: members.end_membership(for_a_day, membership=admin.membership, now=now),
        lambda: members.grant_role(
            for_a_day, membership=admin.membership, role=Role.ADMINISTRATOR, until=tomorrow, now=now
        ),
    ):
        with pytest.raises(Refused, match="last_administrator"):
            act()


def test_an_ended_membership_opens_nothing_and_can_go_on_later(school, admin):
    student = place(factories.member(school))
    now = timezone.now()
    members.end_membership(admin, membership=student, now=now)
    assert queries.actor_for(student.user, community_slug=school.slug, now=now) is None
    with pytest.raises(Refused, match="not_now"):
        members.end_membership(admin, membership=student, now=now)
    members.reopen_membership(admin, membership=student, now=now)
    assert factories.actor(student.user, school).roles == {Role.STUDENT}


def consent(admin, student, **changed):
    words = {
        "purpose": ConsentPurpose.FORUM,
        "giver_name": "R. Sand",
        "given_on": timezone.localdate(),
        "now": timezone.now(),
    }
    return consents.record(admin, membership=student, **{**words, **changed})


@pytest.mark.parametrize("band", ["A", "B"])
def test_rule_39_consent_opens_writing_and_its_withdrawal_closes_it(school, admin, band):
    user = factories.member(school, band=band, consent=False)
    assert factories.actor(user, school).consented is False
    consent(admin, place(user))
    assert factories.actor(user, school).consented is True
    consents.withdraw(admin, membership=place(user), purpose=ConsentPurpose.FORUM, now=timezone.now())
    assert factories.actor(user, school).consented is False
    consent(admin, place(user))
    assert list(place(user).consents.values_list("state", flat=True)) == ["withdrawn", "granted"]


@pytest.mark.parametrize("band", ["C", "D"])
def test_above_the_consent_age_nobody_is_asked(school, band):
    assert factories.actor(factories.member(school, band=band, consent=False), school).consented is True


def test_consent_has_a_giver_and_a_day_that_has_come(school, admin):
    student = place(factories.member(school, consent=False))
    tomorrow = timezone.localdate() + timedelta(days=1)
    for changed, code in (
        ({"given_on": tomorrow}, "date_in_future"),
        ({"giver_name": " "}, "name_missing"),
        ({"giver_name": "x" * 121}, "name_too_long"),
        ({"purpose": "everything"}, "purpose_unknown"),
    ):
        with pytest.raises(Refused, match=code):
            consent(admin, student, **changed)
    assert student.consents.count() == 0
    consent(admin, student)
    with pytest.raises(Refused, match="consent_exists"):
        consent(admin, student)
    with pytest.raises(Refused, match="students_only"):
        consent(admin, place(factories.member(school, Role.TEACHER)))


def test_rule_3_a_check_opens_until_its_day_comes_in_the_community_s_own_time(freeze):
    school = factories.community(time_zone="Pacific/Auckland")
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    teacher = factories.member(school, Role.TEACHER, cleared=False)
    members.record_clearance(
        admin,
        membership=place(teacher),
        kind="Check",
        expires_on=date(2027, 2, 1),
        now=datetime(2027, 1, 1, tzinfo=UTC),
    )

    def cleared(hour, minute):  # midnight in Auckland is 11:00 in UTC
        now = datetime(2027, 1, 31, hour, minute, tzinfo=UTC)
        actor = queries.actor_for(teacher, community_slug=school.slug, now=now)
        listed = queries.verified_adults(school, now=now).filter(user=teacher).exists()
        assert listed is actor.cleared
        return actor.cleared

    assert cleared(10, 59) is True
    assert cleared(11, 0) is False


def test_nobody_records_their_own_check(school):
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR, cleared=False), school)
    with pytest.raises(Refused, match="own_clearance"):
        members.record_clearance(
            admin,
            membership=admin.membership,
            kind="Check",
            expires_on=date(2099, 1, 1),
            now=timezone.now(),
        )
    assert factories.actor(admin.user, school).cleared is False


def test_a_check_can_be_ended_at_once(school, admin):
    teacher = factories.member(school, Role.TEACHER)
    members.end_clearances(admin, membership=place(teacher), now=timezone.now())
    assert factories.actor(teacher, school).cleared is False
    with pytest.raises(Refused, match="not_now"):
        members.end_clearances(admin, membership=place(teacher), now=timezone.now())


def test_a_lost_second_key_is_taken_away_by_another_administrator(school, admin):
    teacher = factories.member(school, Role.TEACHER)
    members.reset_second_factor(admin, membership=place(teacher), now=timezone.now())
    assert factories.actor(teacher, school).second_factor is False
    with pytest.raises(Refused, match="own_code"):
        members.reset_second_factor(admin, membership=admin.membership, now=timezone.now())


def test_a_member_of_another_community_does_not_exist(school, admin):
    elsewhere = factories.community("lakeside")
    stranger = place(factories.member(elsewhere))
    now = timezone.now()
    for act in (
        lambda: members.grant_role(admin, membership=stranger, role=Role.MENTOR, now=now),
        lambda: members.end_role(admin, membership=stranger, role=Role.STUDENT, now=now),
        lambda: members.set_band(admin, membership=stranger, band="A", now=now),
        lambda: members.end_membership(admin, membership=stranger, now=now),
        lambda: consent(admin, stranger),
        lambda: sign_in_codes.issue(admin, membership=stranger, now=now),
        lambda: members.reset_second_factor(admin, membership=stranger, now=now),
    ):
        with pytest.raises(Refused, match="not_found"):
            act()


def test_every_change_leaves_a_line_with_who_did_it(school, admin):
    student = place(factories.member(school, consent=False))
    AuditEntry.objects.all().delete()
    consent(admin, student)
    members.set_band(admin, membership=student, band="C", now=timezone.now())
    members.end_membership(admin, membership=student, now=timezone.now())
    lines = AuditEntry.objects.values_list("action", "actor", "object_id")
    assert list(lines) == [
        (f"people.{act}", admin.user.public_id, student.public_id)
        for act in ("record_consent", "set_band", "end_membership")
    ]
