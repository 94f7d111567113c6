"""The seal as people use it: own bylines, names in named forums, opening that leaves a trace."""

import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from mobilize.kernel import keys
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.sealing import NotOpened
from people.domain import seal
from people.enums import Role, ScopeKind
from people.models import AuthorSeal, Byline
from tests import factories

pytestmark = pytest.mark.django_db
ONE, TWO = (
    {"scope_kind": ScopeKind.FORUM, "scope_id": "one"},
    {"scope_kind": ScopeKind.FORUM, "scope_id": "two"},
)


@pytest.fixture
def student(school):
    return factories.member(school, username="robin")


@pytest.fixture
def actor(school, student):
    return factories.actor(student, school)


def test_rule_31_one_byline_in_each_forum_and_the_author_finds_their_own(actor, student, school):
    one, two = seal.byline_for(actor, **ONE), seal.byline_for(actor, **TWO)
    assert seal.byline_for(actor, **ONE) == one
    assert one != two
    assert seal.own_byline(actor, **ONE) == one
    indexes = seal.own_indexes(student, scope_kind=ScopeKind.FORUM, scope_ids=["one", "two"])
    assert set(Byline.objects.filter(seal__blind_index__in=indexes)) == {one, two}
    other = factories.actor(factories.member(school), school)
    assert seal.own_byline(other, **ONE) is None
    assert (seal.is_author(student, one), seal.is_author(other.user, one)) == (True, False)


def test_what_was_sealed_comes_back(actor, student):
    assert seal.author_for_notice(seal.byline_for(actor, **ONE)) == student


def test_a_seal_moved_to_another_byline_does_not_open(actor):
    one, two = seal.byline_for(actor, **ONE), seal.byline_for(actor, **TWO)
    AuthorSeal.objects.filter(byline=two).update(sealed=AuthorSeal.objects.get(byline=one).sealed)
    with pytest.raises(NotOpened):
        seal.author_for_notice(two)


def test_rule_31_two_bylines_of_one_person_share_nothing_that_others_do_not_share(actor, school):
    one, two = seal.byline_for(actor, **ONE), seal.byline_for(actor, **TWO)
    stranger = seal.byline_for(factories.actor(factories.member(school), school), **TWO)

    def shared(left, right) -> set[str]:
        """The columns in which two bylines, with their seals, hold the same value."""
        rows = [
            {
                **Byline.objects.filter(pk=byline.pk).values()[0],
                **AuthorSeal.objects.filter(pk=byline.pk).values()[0],
            }
            for byline in (left, right)
        ]
        return {
            column for column in rows[0] if bytes_or_same(rows[0][column]) == bytes_or_same(rows[1][column])
        }

    def bytes_or_same(value):
        return bytes(value) if isinstance(value, memoryview) else value

    assert shared(one, two) <= shared(one, stranger)
    assert {"sealed", "blind_index", "public_id", "byline_id"}.isdisjoint(shared(one, two))


def test_a_lost_key_is_said_and_not_made_anew(actor, settings, tmp_path):
    byline = seal.byline_for(actor, **ONE)
    settings.KEYS_DIR = tmp_path
    with pytest.raises(ImproperlyConfigured, match=r"Restore it from its own backup"):
        seal.author_for_notice(byline)
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_read_by_this_user_alone(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    assert (keys.create("seal.key"), keys.create("seal.key")) == (True, False)
    assert len(keys.read("seal.key")) == 32
    assert oct((tmp_path / "keys" / "seal.key").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["seal.key"]


def test_a_young_person_s_byline_holds_no_name_and_an_adult_s_holds_theirs(actor, student, school):
    young = seal.byline_for(actor, **ONE)
    teacher = factories.member(school, Role.TEACHER, username="tara")
    adult = seal.byline_for(factories.actor(teacher, school), **ONE)
    assert (young.adult_name, young.adult_role, young.shown_name) == ("", "", young.pseudonym)
    assert student.name not in young.pseudonym
    assert (adult.shown_name, adult.adult_role) == ("Tara Tester", Role.TEACHER)


def test_rule_35_band_a_is_shown_as_first_name_and_initial_in_named_forums(school):
    small = factories.actor(factories.member(school, band="A", username="kit"), school)
    tall = factories.actor(factories.member(school, band="C", username="sam"), school)
    first, second = (seal.byline_for(actor, **ONE) for actor in (small, tall))
    assert seal.names([first, second]) == {first.pk: "Kit T.", second.pk: "Sam Tester"}


def test_rule_32_opening_by_a_person_is_written_down_and_the_line_does_not_name_the_byline(
    actor, student, school
):
    byline = seal.byline_for(actor, **ONE)
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    under = factories.member(school).memberships.get()  # anything with a public id
    assert seal.unseal(lead, byline, under=under, now=timezone.now()) == student
    line = AuditEntry.objects.get(action="people.unseal")
    assert (line.actor, line.object_id, line.note) == (lead.user.public_id, under.public_id, {})


@pytest.mark.both_databases
def test_an_adult_with_the_longest_name_can_speak(school):
    teacher = factories.member(school, Role.FACILITATOR)
    teacher.first_name, teacher.last_name = "A" * 150, "B" * 150
    teacher.save()
    said = seal.byline_for(factories.actor(teacher, school), **ONE)
    assert said.adult_name == f"{'A' * 150} {'B' * 9}"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_first_words_on_two_devices_at_once_are_one_byline():
    school = factories.community()
    actor = factories.actor(factories.member(school), school)
    start, found = threading.Barrier(4), []

    def one():
        start.wait()
        try:
            found.append(seal.byline_for(actor, **ONE).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _device in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4
    assert len(set(found)) == Byline.objects.count() == 1
