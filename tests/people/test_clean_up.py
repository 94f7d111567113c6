"""Who has no guardian's answer in time is erased as erasure does it everywhere, and nobody else (rule 39)."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from moderation.enums import ConcernKind
from moderation.models import Concern
from people.domain import (
    births,
    consent_rounds,
    consents,
    invitations,
    login_cards,
    notices,
    sign_in_codes,
)
from people.enums import ConsentPurpose, ConsentState, Role
from people.models import (
    Block,
    LegalHold,
    Membership,
    NoticeWish,
    RosterLink,
    SchoolIdentity,
    Statement,
    User,
)
from tests import factories
from tests.factories.families import record, tie

pytestmark = pytest.mark.django_db
FORUM = ConsentPurpose.FORUM
DAY = timedelta(days=1)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


@pytest.fixture
def asked(school):
    """A student of band B for whom consent was asked for just now."""
    user = factories.member(school, band="B", consent=False)
    consents.ask_for_newcomer(place(user), now=timezone.now())
    return user


def test_rule_39_without_an_answer_the_account_data_goes_after_the_communitys_days(school, asked):
    member, begun = place(asked), place(asked).consents.get().created_at
    NoticeWish.objects.create(membership=member, email="home@example.org")
    births.keep(member, born_on=date(timezone.localdate().year - 14, 1, 1), now=timezone.now())
    assert consent_rounds.forget_unanswered(now=begun + timedelta(days=14) - timedelta(seconds=1)) == 0
    assert consent_rounds.forget_unanswered(now=begun + timedelta(days=14)) == 1
    gone = User.objects.get(pk=asked.pk)
    assert (gone.first_name, gone.last_name, gone.email, gone.is_active) == ("Former member", "", "", False)
    assert gone.username.startswith("former-") and not gone.has_usable_password()
    member.refresh_from_db()
    assert member.ended_at and not member.consents.exists() and not member.assents.exists()
    assert not NoticeWish.objects.filter(membership=member).exists() and not births.is_known(member)
    assert consent_rounds.forget_unanswered(now=begun + timedelta(days=20)) == 0


@pytest.mark.both_databases
def test_rule_39_the_clean_up_forgets_no_table(school, admin, asked, client):
    """It erases as erasure does; every table that points at a member or an account is looked at."""
    member, now = place(asked), timezone.now()
    client.force_login(asked)
    UserSession.objects.create(
        user=asked, session_key=client.session.session_key, ip="192.0.2.1", user_agent="A tablet", data={}
    )
    speaker = factories.perspective(factories.open_forum(school), factories.member(school)).byline
    tie(member, place(factories.member(school, Role.CAREGIVER)))
    births.keep(member, born_on=date(timezone.localdate().year - 12, 1, 1), now=now)
    office = factories.actor(admin, school)
    login_cards.make(office, members=[member.public_id], now=now)
    sign_in_codes.issue(office, membership=member, now=now)
    invitations.invite(office, role=Role.CAREGIVER, student=member, now=now)
    NoticeWish.objects.create(membership=member, email="home@example.org")
    notices.tell_members([member], kind="held_ended", key="one", link="/home/", now=now)
    rows = {"membership": member, "created_at": now}
    Block.objects.create(byline=speaker, **rows)
    Statement.objects.create(community=school, about_kind="consent", about_id="1", words="No.", **rows)
    RosterLink.objects.create(community=school, source="csv", external_id="1", **rows)
    SchoolIdentity.objects.create(
        user=asked, issuer="https://id.example", subject="7", bound_by=admin, created_at=now
    )
    filled = _pointing_at(member)
    assert filled >= {
        "Assent", "Birth", "Block", "Consent", "Guardianship", "Invitation", "LoginCard", "Notice", "NoticeWish",
        "RoleGrant", "RosterLink", "SchoolIdentity", "SignInCode", "Statement", "UserSession",
    }  # fmt: skip
    assert consent_rounds.forget_unanswered(now=now + 15 * DAY) == 1
    assert _pointing_at(member) == {
        "Membership",
        "PrivacyRequest",
    }  # that somebody was here, and that it is done
    assert AuditEntry.objects.filter(action="people.forget_unanswered").count() == 1


def _pointing_at(member: Membership) -> set[str]:
    """Return the tables with a row that points at a member or at their account."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            target = {Membership: member.pk, User: member.user_id}.get(field.related_model)
            if target and model._base_manager.filter(**{field.name: target}).exists():
                found.add(model.__name__)
    return found


def test_rule_39_whoever_has_a_concern_file_is_kept_by_the_clean_up_and_nobody_is_told(school, asked):
    Concern.objects.create(
        community=school,
        kind=ConcernKind.STUDENT,
        student=place(asked),
        raised_by=place(factories.member(school, Role.TEACHER)),
        created_at=timezone.now(),
    )
    assert consent_rounds.forget_unanswered(now=timezone.now() + 15 * DAY) == 0
    assert User.objects.get(pk=asked.pk).is_active


@pytest.mark.parametrize("kept", ["answered", "older", "held", "had one before", "shorter"])
def test_rule_39_nobody_else_is_forgotten(school, admin, asked, kept):
    now = timezone.now() + timedelta(days=14)
    if kept == "answered":
        record(admin, school, asked)
    elif kept == "older":
        Membership.objects.filter(user=asked).update(band="C")
    elif kept == "held":
        LegalHold.objects.create(membership=place(asked), reason="Court", by=admin, created_at=now)
    elif kept == "had one before":
        place(asked).consents.create(purpose=FORUM, state=ConsentState.WITHDRAWN, created_at=now)
    else:
        now -= DAY
    assert consent_rounds.forget_unanswered(now=now) == 0
    assert User.objects.get(pk=asked.pk).is_active


def test_rule_39_somebody_who_belongs_elsewhere_keeps_the_account(school, asked):
    other = factories.community("other")
    factories.member(other, user=asked)
    consent_rounds.forget_unanswered(now=timezone.now() + timedelta(days=14))
    assert User.objects.get(pk=asked.pk).first_name
    assert not Membership.objects.get(user=asked, community=other).ended_at
    assert Membership.objects.get(user=asked, community=school).ended_at
