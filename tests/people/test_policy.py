"""A community's own numbers: stricter than the rules, never laxer, and followed where they are read."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.bounds import BOUNDS
from people.domain import policy
from people.domain.notices.quiet import of_students
from people.enums import Role
from people.models import Community, Policy
from people.queries import policy_of
from tests import factories

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def set_(admin, school, networks=None, **numbers):
    return policy.change(
        factories.actor(admin, school), numbers=numbers, school_networks=networks, now=timezone.now()
    )


def refused(code, *args, **numbers):
    with pytest.raises(Refused) as caught:
        set_(*args, **numbers)
    assert caught.value.code == code
    assert not Policy.objects.exists()


def test_every_default_lies_within_its_bounds():
    kept = Policy()
    assert all(bounds.hold(getattr(kept, name)) for name, bounds in BOUNDS.items())
    assert {"quiet_from", "quiet_until", "approved_before_after", "consent_days"} <= set(BOUNDS)


@pytest.mark.parametrize("name", BOUNDS)
def test_no_number_is_laxer_than_its_bounds(admin, school, name):
    bounds = BOUNDS[name]
    if isinstance(bounds.least, time):
        outside = [time(bounds.least.hour - 1), time(bounds.most.hour + 1), 7]
    else:
        outside = [bounds.least - 1, bounds.most + 1, "7"]
    for value in outside:
        refused("out_of_bounds", admin, school, **{name: value})


def test_what_does_not_fit_together_is_refused(admin, school):
    refused("head_before_deputy", admin, school, deputy_minutes=5, head_minutes=5)
    refused("invalid", admin, school, consent_bands=7)
    for network in ("0.0.0.0/0", "::/0", "10.0.0.0/8", "everywhere"):
        refused("network_unfit", admin, school, networks=[network])


def test_a_change_is_kept_with_what_stood_before(admin, school):
    set_(admin, school, networks=["192.0.2.7/24"], quiet_from=time(19), routine_hours=2)
    kept = policy_of(school)
    assert (kept.quiet_from, kept.routine_hours, kept.school_networks) == (time(19), 2, ["192.0.2.0/24"])
    line = AuditEntry.objects.get(action="people.change_policy")
    assert line.note["before"] == {"quiet_from": "20:00", "routine_hours": 4, "school_networks": []}
    assert line.note["after"]["quiet_from"] == "19:00"
    set_(admin, school, routine_hours=2)
    assert AuditEntry.objects.filter(action="people.change_policy").count() == 1


def test_only_an_administrator_changes_the_numbers(school):
    for role in (Role.MODERATOR, Role.SAFEGUARDING_LEAD, Role.STUDENT):
        refused("not_found", factories.member(school, role), school, routine_hours=2)


def test_rule_08_the_community_can_begin_its_quiet_hours_earlier(admin, school):
    set_(admin, school, quiet_from=time(18), quiet_until=time(8))
    quiet = of_students(policy_of(school))
    evening = datetime(2026, 11, 24, 18, 30, tzinfo=PARIS)
    assert quiet.next_loud(evening, PARIS) == datetime(2026, 11, 25, 8, tzinfo=PARIS)
    assert of_students(Policy()).next_loud(evening, PARIS) == evening


def test_the_numbers_are_asked_for_once_and_not_at_all_where_they_were_joined(school):
    with CaptureQueriesContext(connection) as asked:
        assert policy_of(school).routine_hours == 4
    assert len(asked) == 1
    joined = Community.objects.select_related("policy").get(pk=school.pk)
    with CaptureQueriesContext(connection) as asked:
        assert policy_of(joined).routine_hours == 4
    assert len(asked) == 0


def test_the_screen_says_the_bounds_and_keeps_what_was_typed(at_work, school):
    address = reverse("policy", args=[school.slug])
    page = at_work.get(address)
    assert "From 16:00 to 20:00." in page.content.decode()
    typed = {name: page.context["form"].initial[name] for name in (*BOUNDS, "consent_age")}
    wrong = at_work.post(address, {**typed, "routine_hours": 99, "school_networks": ""})
    assert wrong.status_code == 422
    assert "from 1 to 16" in wrong.content.decode() and "99" in wrong.content.decode()
    assert at_work.post(address, {**typed, "routine_hours": 3, "school_networks": ""}).status_code == 302
    assert policy_of(school).routine_hours == 3


def test_rule_11_no_number_lets_the_youngest_appear_before_they_were_read(admin, school):
    """The only number about reading first is that of 16 and 17, and it never comes near none."""
    assert [name for name in BOUNDS if "approved" in name or "band" in name] == ["approved_before_after"]
    assert BOUNDS["approved_before_after"].least >= 3
    set_(admin, school, approved_before_after=3)
    for band in ("A", "B"):
        user = factories.member(school, band=band)
        forum = factories.open_forum(school)
        assert factories.perspective(forum, user, published=False).state == "held"


def test_rule_11_somebody_of_16_is_read_first_as_often_as_the_community_says(admin, school):
    set_(admin, school, approved_before_after=3)
    user, forum = factories.member(school, band="C"), factories.open_forum(school)
    states = [factories.perspective(forum, user, f"Words {n}.", published=False).state for n in range(3)]
    assert set(states) == {"held"}
    from forums.discussion.models import Perspective

    Perspective.objects.update(state="published")
    assert factories.perspective(forum, user, "Now at once.", published=False).state == "published"
