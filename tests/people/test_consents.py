"""One consent for each purpose, and one's own yes: asked, given, refused, taken back, run out (rules 38 to 40)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.discussion.models import Draft
from mobilize.kernel.refusal import Refused
from people import consent_texts, family_queries
from people import consents as ends
from people.domain import (
    assents,
    consent_rounds,
    consents,
    joining,
)
from people.enums import Band, ConsentPurpose, Role
from people.models import (
    Consent,
    Membership,
)
from people.standings import standings_of
from tests import factories
from tests.factories.families import record, tie
from tests.permissions import table

pytestmark = pytest.mark.django_db
FORUM, IMAGE = ConsentPurpose.FORUM, ConsentPurpose.IMAGE
DAY = timedelta(days=1)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


@pytest.fixture
def asked(school):
    """A student of band B for whom consent was asked for just now."""
    user = factories.member(school, band="B", consent=False)
    consents.ask_for_newcomer(place(user), now=timezone.now())
    return user


@pytest.fixture
def parent(school):
    return factories.member(school, Role.CAREGIVER)


def states(user) -> list[str]:
    return list(place(user).consents.order_by("id").values_list("purpose", "state"))


def test_rule_38_each_purpose_has_its_own_record(admin, school, student):
    record(admin, school, student, purpose=IMAGE)
    record(admin, school, student, purpose=ConsentPurpose.AGENCY, subject="Harbour help")
    record(admin, school, student, purpose=ConsentPurpose.AGENCY, subject="Night line", answer="no")
    with pytest.raises(Refused) as caught:
        record(admin, school, student, purpose=ConsentPurpose.AGENCY)
    assert caught.value.code == "agency_missing"
    consents.withdraw(
        factories.actor(admin, school), membership=place(student), purpose=IMAGE, now=timezone.now()
    )
    assert states(student) == [
        ("forum", "granted"), ("image", "withdrawn"), ("agency", "granted"), ("agency", "refused"),
    ]  # fmt: skip
    assert factories.actor(student, school).consented


def test_rule_38_a_record_says_who_on_which_basis_to_which_words_and_until_when(admin, school, asked):
    record(admin, school, asked, given_on=date(2026, 3, 1), now=datetime(2026, 3, 2, tzinfo=UTC))
    consent = place(asked).consents.get()  # the request itself was answered
    assert (consent.state, consent.giver_name, consent.basis) == ("granted", "R. Sand", "guardian")
    assert (consent.notice_version, consent.expires_on) == ("1", date(2027, 3, 1))
    assert consents.years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_rule_38_a_consent_ends_with_its_last_day_whatever_the_rounds_do(school, student):
    last = datetime(2026, 11, 24, 12, tzinfo=UTC)
    Consent.objects.filter(membership=place(student)).update(expires_on=last.date())
    from people.queries import actor_for

    assert actor_for(student, community_slug=school.slug, now=last).consented
    assert not actor_for(student, community_slug=school.slug, now=last + DAY).consented
    facts = [
        standings_of([place(student).pk], now=now)[place(student).pk].facts for now in (last, last + DAY)
    ]
    assert facts[0] != facts[1]
    assert consent_rounds.run_out(now=last) == 0
    assert consent_rounds.run_out(now=last + DAY) == 1
    assert states(student) == [("forum", "expired"), ("forum", "requested")]
    assert consent_rounds.run_out(now=last + DAY) == 0


def test_rule_38_new_words_ask_again(school, student, monkeypatch):
    old = consent_texts.TEXTS[FORUM]
    monkeypatch.setitem(consent_texts.TEXTS, FORUM, consent_texts.ConsentText("2", old.grown, old.young))
    assert consent_rounds.run_out(now=timezone.now()) == 1
    assert states(student) == [("forum", "expired"), ("forum", "requested")]
    line = family_queries.purposes_of(place(student), now=timezone.now())[0]
    assert (line.state, line.said) == ("requested", None)
    asked = place(student).consents.get(state="requested")
    assert asked.notice_version == "2"


def test_every_purpose_has_words_for_the_adult_and_for_the_young_person():
    assert set(consent_texts.TEXTS) == set(ConsentPurpose.values)
    assert all(text.version and text.grown and text.young for text in consent_texts.TEXTS.values())


def test_rule_39_a_student_under_the_consent_age_is_asked_for_at_the_door(school, admin):
    for band in Band.values:
        code = joining.make_join_code(
            factories.actor(admin, school), label=band, band=band, expires_at=timezone.now() + DAY, cap=5,
            now=timezone.now(),
        )  # fmt: skip
        member = joining.join(
            code=code.code, username=f"joiner{band}", password="three calm words", first_name="Jo",
            client_address="192.0.2.1", now=timezone.now(),
        )  # fmt: skip
        expected = [("forum", "requested")] if band in "AB" else []
        assert states(member.user) == expected


def test_rule_39_a_withdrawal_ends_writing_and_unsent_words_in_the_same_transaction(school, admin, student):
    from forums.discussion.domain import stances, welcome

    forum = factories.open_forum(school)
    actor = factories.actor(student, school)
    welcome.confirm(actor, forum=forum, now=timezone.now())
    stances.save_draft(actor, forum=forum, body="Not yet.", now=timezone.now())
    assert Draft.objects.count() == 1
    consents.withdraw(
        factories.actor(admin, school), membership=place(student), purpose=FORUM, now=timezone.now()
    )
    assert not factories.actor(student, school).consented
    assert not Draft.objects.exists()


def test_open_rooms_hear_of_each_end_in_the_same_transaction(school, admin, student, monkeypatch):
    from people import departures

    heard = []
    monkeypatch.setattr(departures, "_watchers", [lambda membership: heard.append(membership.pk)])
    consents.withdraw(
        factories.actor(admin, school), membership=place(student), purpose=FORUM, now=timezone.now()
    )
    assents.say(factories.actor(student, school), purpose=FORUM, given=False, version="1", now=timezone.now())
    assert heard == [place(student).pk] * 2


ENDED = []


def note_end(membership, subject, now):
    ENDED.append((membership.pk, subject))


def fail(membership, subject, now):
    raise RuntimeError


def test_what_rested_on_a_consent_hears_of_its_end_or_nothing_ends(school, admin, student, monkeypatch):
    monkeypatch.setattr(ends, "_ends", {IMAGE: [f"{__name__}.note_end"], FORUM: [f"{__name__}.fail"]})
    ENDED.clear()
    record(admin, school, student, purpose=IMAGE)
    actor = factories.actor(admin, school)
    consents.withdraw(actor, membership=place(student), purpose=IMAGE, now=timezone.now())
    assert ENDED and ENDED.pop() == (place(student).pk, "")
    with pytest.raises(RuntimeError):
        consents.withdraw(actor, membership=place(student), purpose=FORUM, now=timezone.now())
    assert factories.actor(student, school).consented


def test_a_guardian_answers_a_request_and_takes_it_back(school, asked, parent, client):
    link = tie(place(asked), place(parent))
    client.force_login(parent)
    address = reverse("family_child", args=[school.slug, link.public_id])
    said = {"purpose": "forum", "version": "1"}
    assert "Asked for" in client.get(address).content.decode()
    assert client.post(address, {**said, "version": "0", "say": "yes"}).status_code == 409
    assert client.post(address, {**said, "say": "yes"}).status_code == 302
    assert factories.actor(asked, school).consented
    assert client.post(address, {**said, "say": "back"}).status_code == 302
    assert states(asked) == [("forum", "withdrawn")]
    assert client.post(address, {**said, "say": "no"}).status_code == 302
    assert states(asked) == [("forum", "withdrawn"), ("forum", "refused")]
    assert not factories.actor(asked, school).consented


#: What a student without consent may send all the same: it keeps no words and no choice, or asks for help.
NO_WORDS = {
    "my-yes/",  # their own yes or no
    "notices/", "notices/wishes/",
    "polls/<poll>/receipts/",  # looks a receipt up
    "report/<kind>/<public_id>/",  # says that something is wrong (rule 19)
    "my-data/", "my-data/erase/",  # asks for a copy of one's data, or that it goes
    "hidden/<byline>/",  # hides what somebody says from oneself (rule 10)
    "sessions/<session>/leave/",  # rule 9
    "hello", "since", "pong", "leave",
}  # fmt: skip
#: Every kind of words and choices that a student can leave here.
WRITES = {
    "forums/<forum>/", "forums/<forum>/draft/",
    "forums/<forum>/<perspective>/", "forums/<forum>/<perspective>/draft/", "forums/<forum>/<perspective>/stance/",
    "polls/<poll>/", "sessions/<session>/say/", "sessions/<session>/hands/<question>/", "say",
}  # fmt: skip


def test_rule_39_no_road_by_which_a_student_writes_opens_without_consent():
    """The table of permissions names every road, and its own tests try each."""
    rows = [row for row in table.rows() if row.method == "SOCKET" or (row.inside and row.method == "POST")]
    there = {row.address for row in rows if row.cells["sB"] in "+>" and row.cells["nc"] in "+>"}
    assert there - NO_WORDS == set()
    missing = {row.address for row in rows if row.cells["nc"] == "!"}
    assert missing >= WRITES
