"""Guardians: what a tie opens, and that it shuts in one transaction (rules 5, 42 and 43)."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel.models import AuditEntry, Letter, LetterState
from mobilize.kernel.refusal import Refused
from people.domain import consents, guardians, notices
from people.enums import ConsentPurpose, Role
from people.family_notices import key_of
from people.models import Guardianship, Membership, Notice
from tests import factories
from tests.factories.families import tie
from tests.factories.notices import send_all, with_address

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def place(user) -> Membership:
    return Membership.objects.get(user=user)


@pytest.fixture
def parent(school):
    return factories.member(school, Role.CAREGIVER, username="parent")


@pytest.fixture
def link(student, parent):
    return tie(place(student), place(parent))


@pytest.fixture
def act(admin, school):
    return factories.actor(admin, school)


def link_with(act, student, guardian, **changed):
    words = {"relation": "parent", "now": timezone.now()}
    return guardians.link(act, student=place(student), guardian=place(guardian), **{**words, **changed})


def test_a_tie_is_between_a_student_and_a_caregiver_once(act, school, student, parent, moderator):
    link_with(act, student, parent, is_first_call=True, note="Speaks French.")
    for guardian, code in (
        (parent, "guardian_exists"),
        (moderator, "not_a_guardian"),
        (student, "not_a_guardian"),
    ):
        with pytest.raises(Refused) as caught:
            link_with(act, student, guardian)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        link_with(act, moderator, parent)
    assert caught.value.code == "students_only"
    with pytest.raises(Refused) as caught:
        link_with(act, factories.member(school, band="D"), parent)
    assert caught.value.code == "students_only"


def test_rule_41_a_guardian_of_somebody_of_16_decides_nothing_whatever_is_asked_for(act, school, parent):
    older = factories.member(school, band="C")
    made = link_with(act, older, parent, may_consent=True, gets_mail=True)
    assert (made.may_consent, made.gets_mail) == (False, False)


def test_nothing_but_its_own_fields_can_be_set(act, student, parent):
    with pytest.raises(Refused) as caught:
        link_with(act, student, parent, restricted_at=True)
    assert caught.value.code == "invalid"
    assert not Guardianship.objects.exists()


def test_what_staff_must_know_is_encrypted(act, student, parent):
    from django.db import connection

    link_with(act, student, parent, note="Afraid of dogs.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM people_guardianship")
        assert "dogs" not in cursor.fetchone()[0]


def restrict(act, link, now=None):
    guardians.restrict(
        act, guardianship=link, reason="Order 7 of the family court", now=now or timezone.now()
    )


def test_rule_43_a_restricted_guardian_sees_nothing_from_the_same_transaction_on(
    act, school, student, parent, link, client, django_capture_on_commit_callbacks
):
    sibling = factories.member(school, username="kim")
    kept = tie(place(sibling), place(parent))
    client.force_login(parent)
    name = student.name
    own, other = (reverse("family_child", args=[school.slug, one.public_id]) for one in (link, kept))
    assert client.get(own).status_code == 200
    restrict(act, link)  # whatever would come after the commit has not happened
    page = client.get(reverse("family", args=[school.slug])).content.decode()
    assert name not in page and sibling.name in page
    assert client.get(own).status_code == 404
    said = {"purpose": "forum", "version": "1", "say": "back"}
    assert client.post(own, said).status_code == 404
    assert factories.actor(student, school).consented
    assert client.get(other).status_code == 200
    with pytest.raises(Refused) as caught:
        consents.answer(
            factories.actor(parent, school), guardianship=link, purpose=ConsentPurpose.FORUM, yes=True,
            version="1", now=timezone.now(),
        )  # fmt: skip
    assert caught.value.code == "not_found"  # also with a tie that was read before the restriction


def test_rule_43_another_guardian_of_the_child_is_not_touched(act, school, student, link, client):
    second = factories.member(school, Role.CAREGIVER)
    other = tie(place(student), place(second))
    restrict(act, link)
    client.force_login(second)
    assert client.get(reverse("family_child", args=[school.slug, other.public_id])).status_code == 200


def test_rule_43_notices_and_mail_on_their_way_are_taken_back(act, school, student, parent, link):
    from people import notice_kinds

    with_address(parent, school, *[kind.code for kind in notice_kinds.for_side("adult")])
    told = {"kind": "guardian_steps_down", "link": "/home/", "now": TUESDAY}
    notices.tell_members([place(parent)], key=key_of(link, "one"), **told)
    notices.gather(now=TUESDAY)
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 1
    notices.tell_members([place(parent)], key=key_of(link, "two"), **told)
    restrict(act, link, now=TUESDAY)
    assert not Notice.objects.filter(membership=place(parent)).exists()
    assert not Letter.objects.filter(state=LetterState.WAITING).exists()
    assert send_all(TUESDAY + timedelta(hours=1)) == []


def test_rule_43_the_reason_is_kept_encrypted_and_told_to_administrators_alone(
    act, school, student, parent, link, at_work, client
):
    restrict(act, link)
    address = reverse("member_tie", args=[school.slug, place(student).public_id, link.public_id])
    assert "Order 7" in at_work.get(address).content.decode()
    assert AuditEntry.objects.filter(action="people.look_guardianship").count() == 1
    assert "Order 7" not in str(list(AuditEntry.objects.values_list("note", flat=True)))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT restriction FROM people_guardianship")
        assert "court" not in cursor.fetchone()[0]


def test_rule_43_a_request_for_consent_reaches_whoever_may_answer_and_nobody_restricted(
    act, school, student, parent, link
):
    silent, barred, powerless = (factories.member(school, Role.CAREGIVER) for _ in range(3))
    tie(place(student), place(silent), gets_mail=False)
    shut = tie(place(student), place(barred))
    tie(place(student), place(powerless), may_consent=False)
    restrict(act, shut, now=TUESDAY)
    for user in (parent, silent, barred, powerless):
        with_address(user, school, "consent_asked")
    consents.ask(act, membership=place(student), purpose=ConsentPurpose.IMAGE, now=TUESDAY)
    told = set(Notice.objects.filter(kind="consent_asked").values_list("membership", flat=True))
    assert told == {place(parent).pk, place(silent).pk}
    assert [letter.to for letter in send_all(TUESDAY)] == [[f"{parent.username}@example.org"]]


def test_a_restriction_ends_and_a_tie_ends(act, school, parent, link, client):
    client.force_login(parent)
    own = reverse("family_child", args=[school.slug, link.public_id])
    restrict(act, link)
    guardians.lift(act, guardianship=link, now=timezone.now())
    assert client.get(own).status_code == 200
    guardians.end(act, guardianship=link, now=timezone.now())
    assert client.get(own).status_code == 404
    with pytest.raises(Refused) as caught:
        guardians.lift(act, guardianship=link, now=timezone.now())
    assert caught.value.code == "not_now"


def test_rule_42_a_family_sees_that_a_child_took_part_and_never_a_word(school, student, parent, link, client):
    quiet = factories.member(school, username="quiet")
    tie(place(quiet), place(parent))
    unseen = factories.member(school, username="unseen")
    tie(place(unseen), place(parent), sees_participation=False)
    client.force_login(parent)
    address = reverse("family", args=[school.slug])

    def told():
        children = client.get(address).context["children"]
        return {child.tie.student.user.username: child.took_part for child in children}

    assert told() == {"robin": False, "quiet": False, "unseen": None}
    forum = factories.open_forum(school)
    factories.perspective(forum, student, "Sentinelwordofachild")
    factories.perspective(forum, unseen)
    assert told() == {"robin": True, "quiet": False, "unseen": None}
    for page in (address, reverse("family_child", args=[school.slug, link.public_id]), f"/c/{school.slug}/"):
        assert "Sentinelwordofachild" not in client.get(page).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        client.force_login(parent)
        assert told()["robin"] is False


def test_a_caregivers_page_asks_as_often_for_ten_children_as_for_one(school, student, parent, link, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(parent)
    address = reverse("family", args=[school.slug])
    factories.perspective(factories.open_forum(school), student)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(9):
        tie(place(factories.member(school)), place(parent))
    with CaptureQueriesContext(connection) as ten:
        client.get(address)
    assert len(one) == len(ten) <= 10


def test_rule_05_a_caregiver_opens_no_room_and_finds_no_other_child(school, student, parent, link, client):
    other = factories.member(school, username="stranger")
    factories.open_forum(school)
    client.force_login(parent)
    for door in ("forums/", "polls/", "sessions/", "search/?q=robin", "people/", "my-voice/"):
        assert client.get(f"/c/{school.slug}/{door}").status_code == 404
    assert other.name not in client.get(reverse("family", args=[school.slug])).content.decode()


#: Screens on which a young person leaves words or a choice: each says there who can see it.
WHERE_WORDS_ARE_LEFT = (
    "discussion/say.html", "polls/poll_ballot.html", "live/session_room.html", "live/hands.html",
)  # fmt: skip


def test_rule_42_whoever_writes_reads_beside_it_who_can_see_it():
    for name in WHERE_WORDS_ARE_LEFT:
        screen = (ROOT / "templates" / name).read_text(encoding="utf-8")
        assert "pieces/sees.html" in screen or 'class="sees"' in screen, name


def test_rule_42_nobody_can_act_as_somebody_else():
    """The one place that signs somebody in without their password is their own one-use code and their own joining."""
    found = subprocess.run(
        ["git", "grep", "-nEi", r"\b(perform_login|auth\.login|[^_.a-z]login\(|impersonat|hijack|masquerad)", "--",
         "*.py", "requirements", ":!tests", ":!bench"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    files = {line.partition(":")[0] for line in found.stdout.splitlines()}
    assert files == {"people/views/entrance.py"}
