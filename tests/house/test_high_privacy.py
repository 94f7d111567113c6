"""Whatever is not chosen is private (rule 45): read from the defaults of the models themselves."""

import pytest
from django.apps import apps
from django.db import models

from people import notice_kinds
from people.domain.notices.wishes import mailed_kinds, wish_of
from people.enums import Role, Side
from people.models import Membership
from tests import factories

#: Fields of members, and of what members make, that open something: with the value that a new row has.
OPENING = (
    "public",
    "visible",
    "shown",
    "searchable",
    "listed",
    "share",
    "email_",
    "locat",
    "track",
    "optin",
    "opt_in",
)


@pytest.mark.django_db
def test_rule_45_a_new_account_is_mailed_nothing_and_has_no_address():
    school = factories.community()
    student = Membership.objects.get(user=factories.member(school))
    wish = wish_of(student)
    assert wish.email == ""
    assert mailed_kinds(wish, Side.YOUTH) == set() == mailed_kinds(None, Side.YOUTH)
    assert student.user.email == ""
    assert not student.consents.exclude(purpose="forum").exists()


def test_rule_45_no_kind_of_notice_is_mailed_to_the_young_unless_they_choose_it():
    assert notice_kinds.for_side(Side.YOUTH)
    assert [kind.code for kind in notice_kinds.for_side(Side.YOUTH) if Side.YOUTH in kind.mails] == []


def test_rule_45_no_field_opens_anything_by_default():
    """A new field of this kind needs a closed default, or a reason here; an upgrade cannot open what was shut."""
    ours = ("people", "moderation", "discussion", "polls", "live", "committees", "cms")
    opened = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.BooleanField)
        and field.default is True
        and any(word in field.name for word in OPENING)
    }
    assert opened == set()


def test_rule_45_what_guardians_see_is_whether_and_never_what():
    from people.models import Guardianship

    names = {field.name for field in Guardianship._meta.concrete_fields}
    assert not {name for name in names if name.startswith("sees_")} - {"sees_participation"}


@pytest.mark.django_db
def test_rule_45_a_new_member_is_no_member_of_anything_else():
    school = factories.community()
    user = factories.member(school, consent=False, assent=False)
    actor = factories.actor(user, school)
    assert actor.roles == {Role.STUDENT}
    assert not actor.consented and not actor.permitted
