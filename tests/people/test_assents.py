"""The young person's own yes or no: nobody else's is enough, and nobody says it in their place (rule 40)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people import consent_texts, family_queries
from people.domain import assents
from people.enums import ConsentPurpose, Role
from people.models import Assent, Membership
from tests import factories
from tests.factories import live, polls
from tests.factories.families import record

pytestmark = pytest.mark.django_db
FORUM, IMAGE = ConsentPurpose.FORUM, ConsentPurpose.IMAGE


def place(user) -> Membership:
    return Membership.objects.get(user=user)


def test_rule_40_a_guardians_yes_is_not_enough(school, admin, client):
    user = factories.member(school, band="B", consent=False, assent=False)
    record(admin, school, user)
    actor = factories.actor(user, school)
    assert (actor.permitted, actor.consented) == (True, False)
    forum = factories.open_forum(school)
    client.force_login(user)
    refused = client.post(
        f"/c/{school.slug}/forums/{forum.public_id}/", {"body": "Anything.", "client_id": "1"}
    )
    assert refused.status_code == 403 and "say yes for yourself first" in refused.content.decode()
    page = client.get(f"/c/{school.slug}/")
    assert reverse("assent", args=[school.slug]) in page.content.decode()


def _asks(page: str, back: str) -> bool:
    """Tell whether a page asks for the one yes, with its words and the way back."""
    fields = (
        '<input type="hidden" name="purpose" value="forum"><input type="hidden" name="version" value="1">'
        f'<input type="hidden" name="back" value="{back}">'
    )
    return fields in page and "They never see your words or your votes." in page


def test_rule_40_where_a_student_would_write_one_tap_says_yes(school, client):
    user = factories.member(school, band="B", assent=False)
    forum = factories.open_forum(school)
    voice = factories.perspective(forum, factories.member(school))
    (poll, *_options), room = polls.open_poll(school), live.room(school)
    client.force_login(user)
    there = f"/c/{school.slug}/forums/{forum.public_id}/"
    doors = [
        there, f"{there}{voice.public_id}/", f"/c/{school.slug}/polls/{poll.public_id}/",
        f"/c/{school.slug}/sessions/{room.session.public_id}/",
    ]  # fmt: skip
    for door in doors:
        assert _asks(client.get(door).content.decode(), door), door
    # What was typed in a tab from before is not lost.
    tried = client.post(there, {"body": "Anything.", "client_id": "1"})
    assert tried.status_code == 403 and "Anything." in tried.content.decode()
    said = {"purpose": "forum", "version": "1", "say": "yes", "back": there}
    answer = client.post(reverse("assent", args=[school.slug]), said, follow=True)
    assert answer.redirect_chain == [(f"{there}#say", 302)]
    page = answer.content.decode()
    assert "You said yes. Now you can write." in page and not _asks(page, there)


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/c/",
        "/c/inland/",
        "/accounts/logout/",
        "/c/harbour/\\evil",
        "",
    ],
)
def test_a_yes_leads_back_into_the_own_community_and_nowhere_else(school, client, back):
    client.force_login(factories.member(school, assent=False))
    address = reverse("assent", args=[school.slug])
    answer = client.post(address, {"purpose": "forum", "version": "1", "say": "yes", "back": back})
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_who_waits_for_a_guardian_or_writes_already_is_not_asked(school, client):
    forum = factories.open_forum(school)
    door = f"/c/{school.slug}/forums/{forum.public_id}/"
    waits, writes = factories.member(school, consent=False, assent=False), factories.member(school)
    for user, words in ((waits, "an adult who looks after you must say yes first"), (writes, "Your turn")):
        client.force_login(user)
        page = client.get(door).content.decode()
        assert words in page and not _asks(page, door)


@pytest.mark.parametrize("band", ["A", "B", "C", "D"])
def test_rule_40_the_young_person_says_yes_and_takes_it_back_at_once(school, band, client):
    user = factories.member(school, band=band, assent=False)
    client.force_login(user)
    address = reverse("assent", args=[school.slug])
    words = client.get(address).content.decode()
    assert "They never see your words or your votes." in words  # rule 33: who can see what, before the yes
    assert not factories.actor(user, school).consented
    assert client.post(address, {"purpose": "forum", "version": "1", "say": "yes"}).status_code == 302
    assert factories.actor(user, school).consented
    assert client.post(address, {"purpose": "forum", "version": "1", "say": "no"}).status_code == 302
    assert not factories.actor(user, school).consented


def test_rule_40_a_yes_to_words_that_are_no_longer_the_ones_counts_for_nothing(school, student):
    with pytest.raises(Refused) as caught:
        assents.say(
            factories.actor(student, school), purpose=FORUM, given=True, version="0", now=timezone.now()
        )
    assert caught.value.code == "changed_meanwhile"
    Assent.objects.filter(membership=place(student)).update(notice_version="0")
    assert not factories.actor(student, school).consented


@pytest.mark.parametrize("role", [Role.CAREGIVER, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD])
def test_rule_40_nobody_says_yes_in_a_students_place(school, role):
    adult = factories.actor(factories.member(school, role), school)
    with pytest.raises(Refused) as caught:
        assents.say(adult, purpose=FORUM, given=True, version="1", now=timezone.now())
    assert caught.value.code == "not_found"


def test_rule_40_what_is_shown_met_or_shared_needs_both_and_each_agency_its_own(school, admin, student):
    now, agency = timezone.now(), ConsentPurpose.AGENCY

    def may(purpose, subject=""):
        return family_queries.is_allowed(place(student), purpose, subject=subject, now=now)

    def say(given, purpose, subject=""):
        actor = factories.actor(student, school)
        version = consent_texts.version_of(purpose)
        assents.say(actor, purpose=purpose, given=given, version=version, subject=subject, now=now)

    assert may(FORUM) and not may(IMAGE) and not may(agency, "Harbour help")
    record(admin, school, student, purpose=IMAGE)
    record(admin, school, student, purpose=agency, subject="Harbour help")
    record(admin, school, student, purpose=agency, subject="Night line")
    assert not may(IMAGE)
    say(True, IMAGE)
    say(True, agency, "Harbour help")
    assert may(IMAGE) and may(agency, "Harbour help") and not may(agency, "Night line")
    with pytest.raises(Refused):
        say(True, agency, "Somebody else")
    say(False, IMAGE)
    assert not may(IMAGE)


def test_rule_40_from_16_on_ones_own_yes_decides_until_a_no_is_recorded(school, admin):
    user = factories.member(school, band="C")
    version = consent_texts.version_of(IMAGE)
    say = {"purpose": IMAGE, "given": True, "version": version, "now": timezone.now()}
    assert not family_queries.is_allowed(place(user), IMAGE, now=timezone.now())
    assents.say(factories.actor(user, school), **say)
    assert family_queries.is_allowed(place(user), IMAGE, now=timezone.now())
    record(admin, school, user, purpose=IMAGE, answer="no")
    assert not family_queries.is_allowed(place(user), IMAGE, now=timezone.now())
