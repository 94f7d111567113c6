"""A new key for the seal and for encrypted fields: in batches, resumable, and the house goes on meanwhile."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mobilize.kernel import encrypted, keys, renewal
from mobilize.kernel.refusal import Refused
from mobilize.kernel.sealing import NotOpened
from moderation.domain import concerns
from moderation.enums import ConcernKind
from moderation.models import ConcernEntry
from people.domain import notes, seal, seal_box
from people.enums import Role, ScopeKind
from people.models import AuthorSeal, Byline
from tests import factories

pytestmark = pytest.mark.django_db
SCOPES = [{"scope_kind": ScopeKind.FORUM, "scope_id": f"forum-{number}"} for number in range(5)]


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    seal._fitting.clear()
    keys.create(keys.SEAL_KEY)
    return tmp_path


@pytest.fixture
def actor(school):
    return factories.actor(factories.member(school, username="robin"), school)


@pytest.fixture
def bylines(actor):
    return [seal.byline_for(actor, **scope) for scope in SCOPES]


def whole(actor, bylines) -> bool:
    """Every byline is found by its author and opens to them, on every road; nobody gets a second one."""
    ids = [scope["scope_id"] for scope in SCOPES]
    indexes = seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=ids)
    return (
        [seal.own_byline(actor, **scope) for scope in SCOPES] == bylines
        and [seal.byline_for(actor, **scope) for scope in SCOPES] == bylines
        and list(Byline.objects.filter(seal__blind_index__in=indexes).order_by("pk")) == bylines
        and seal.own_bylines([actor], **SCOPES[0]) == {actor.user.public_id: bylines[0]}
        and all(seal.is_author(actor.user, byline) for byline in bylines)
        and set(seal.authors_for_notices(bylines).values()) == {actor.user}
        and len(seal.names(bylines)) == len(bylines)
    )


@pytest.mark.both_databases
def test_rule_31_after_a_change_of_the_key_every_byline_is_found_and_the_old_key_opens_nothing(
    actor, bylines, own_keys
):
    old = keys.read(keys.SEAL_KEY)
    before = list(AuthorSeal.objects.order_by("pk").values_list("blind_index", flat=True))
    call_command("rotate_keys", "seal", "--batch", "2")
    assert whole(actor, bylines)
    after = AuthorSeal.objects.order_by("pk")
    assert set(before) & {row.blind_index for row in after} == set()
    for row in after.select_related("byline"):
        with pytest.raises(NotOpened):
            seal_box.opened(old, row.byline, row.sealed)
    assert sorted(path.name for path in own_keys.glob("seal*")) == [
        f"seal.{keys.name_of(old)}.key",
        "seal.key",
    ]


def test_rule_31_killed_half_way_the_house_goes_on_and_the_next_call_ends_it(actor, bylines, own_keys):
    keys.begin_renewal(keys.SEAL_KEY)
    assert whole(actor, bylines)
    renewed, _last = seal.renew_some(size=2)
    assert renewed == 2
    assert whole(actor, bylines)
    new = seal.byline_for(actor, scope_kind=ScopeKind.FORUM, scope_id="another")
    assert seal.author_for_notice(new) == actor.user
    assert (own_keys / "seal.before.key").exists()
    call_command("rotate_keys", "seal")
    assert whole(actor, bylines)
    assert not (own_keys / "seal.before.key").exists()
    assert AuthorSeal.objects.count() == 6


def test_rule_31_killed_before_the_new_key_stood_it_begins_again(actor, bylines, own_keys):
    (own_keys / "seal.before.key").hardlink_to(own_keys / "seal.key")
    assert whole(actor, bylines)
    old = keys.read(keys.SEAL_KEY)
    call_command("rotate_keys", "seal")
    assert keys.read(keys.SEAL_KEY) != old
    assert whole(actor, bylines)


def test_a_note_from_before_the_change_still_opens(actor):
    note = notes.close(actor.membership.public_id, purpose=notes.STOP)
    call_command("rotate_keys", "seal")
    assert notes.read(note, purpose=notes.STOP) == actor.membership.public_id


def _raw() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM moderation_concernentry ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.both_databases
def test_rule_56_fields_are_written_anew_even_where_nobody_may_change_a_line(school):
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    for number in range(3):
        concerns.raise_concern(lead, kind=ConcernKind.STUDENT, words=f"Worry {number}.", now=timezone.now())
    old = keys.name_of(keys.read(encrypted.KEY))
    keys.begin_renewal(encrypted.KEY)
    renewal.renew_some(ConcernEntry, ["words", "reference"], size=2)
    assert [encrypted.key_of(kept) == old for kept in _raw()] == [False, False, True]
    words = ["Worry 0.", "Worry 1.", "Worry 2."]
    assert [entry.words for entry in ConcernEntry.objects.order_by("id")] == words
    call_command("rotate_keys", "fields", "--batch", "2")
    assert {encrypted.key_of(kept) for kept in _raw()} == {keys.name_of(keys.read(encrypted.KEY))}
    assert [entry.words for entry in ConcernEntry.objects.order_by("id")] == words
    assert renewal.left() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        ConcernEntry.objects.update(words="Other words.")


def test_rule_31_without_its_key_the_house_goes_on_and_takes_no_new_words(actor, bylines, own_keys):
    (own_keys / "seal.key").unlink()
    assert seal.own_byline(actor, **SCOPES[0]) is None
    assert not seal.is_author(actor.user, bylines[0])
    assert seal.names(bylines) == {}
    with pytest.raises(Refused, match="seal_missing"):
        seal.byline_for(actor, **SCOPES[0])
    assert Byline.objects.count() == len(bylines)
    assert list(own_keys.glob("seal*")) == []


def test_rule_31_with_another_key_no_new_words_are_taken_either(actor, bylines, own_keys):
    (own_keys / "seal.key").unlink()
    keys.create(keys.SEAL_KEY)
    with pytest.raises(Refused, match="seal_missing"):
        seal.byline_for(actor, scope_kind=ScopeKind.FORUM, scope_id="new")
    assert not seal.sound()


def test_rule_31_without_the_key_pages_open_and_a_post_comes_back_with_its_words(client, school, own_keys):
    author = factories.member(school, username="sam")
    forum = factories.open_forum(school)
    factories.perspective(forum, author, "Lunch is short.")
    (own_keys / "seal.key").unlink()
    client.force_login(author)
    for page in ("", "forums/", f"forums/{forum.public_id}/", "my-voice/", "notices/", "polls/", "sessions/"):
        assert client.get(f"/c/{school.slug}/{page}").status_code == 200, page
    sent = client.post(
        f"/c/{school.slug}/forums/{forum.public_id}/", {"body": "Quorvimnew", "client_id": "one"}
    )
    assert sent.status_code == 503
    assert "Quorvimnew" in sent.content.decode()
    assert "We cannot take new words now" in sent.content.decode()
