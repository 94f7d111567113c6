"""The seal: no column of any table but the seal leads from a young person's content to its author."""

import json
from collections import defaultdict
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from mobilize.demo import chapters, crowd
from mobilize.kernel import keys
from mobilize.kernel.sealing import NotOpened
from people.domain import seal
from people.enums import Side
from people.models import AuthorSeal, Byline, Membership, User

SEAL = AuthorSeal
#: Tables that say who belongs where. A path may end there, but not at the author.
PEOPLE = (User, Membership)


@pytest.fixture
def living_community(db):
    keys.create(keys.SEAL_KEY)
    now = timezone.now()
    chapters.tell(crowd.settle(now - timedelta(days=90)), now)


def _rows():
    """Every row of every table but the seal, with its values."""
    for model in apps.get_models(include_auto_created=True):
        if model is SEAL or model._meta.proxy or not model._meta.managed:
            continue
        for row in model._base_manager.all().iterator():
            yield model, row


def _words_of(row) -> str:
    """Everything a row says in words, JSON or bytes."""
    said = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, dict | list):
            said.append(json.dumps(value, default=str))
        elif isinstance(value, bytes | memoryview):
            said.append(bytes(value).decode("latin-1"))
        elif isinstance(value, str):
            said.append(value)
    return "\n".join(said)


def _links(row):
    """The rows this row points at, as (model, pk)."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and getattr(row, field.attname) is not None:
            yield field.related_model, getattr(row, field.attname)


def test_rule_31_no_column_leads_from_a_young_persons_content_to_its_author(living_community):
    author_of = {
        byline.pk: seal.author_for_notice(byline)
        for byline in Byline.objects.filter(side=Side.YOUTH, imported=False)
    }
    assert len(author_of) > 40
    places = dict(Membership.objects.values_list("pk", "user_id"))
    usernames = {user.pk: (user.username, user.public_id) for user in User.objects.all()}
    place_ids = defaultdict(set)
    for place in Membership.objects.all():
        place_ids[place.user_id].add(place.public_id)

    rows = {(model, row.pk): row for model, row in _rows()}
    names = {row.public_id: key for key, row in rows.items() if getattr(row, "public_id", None)}
    # A row speaks of a byline if it points at it, or points at (or names by public id) a row that does.
    speaks_of = defaultdict(set)
    for pk in author_of:
        speaks_of[(Byline, pk)].add(pk)
    for _round in range(3):
        for key, row in rows.items():
            if key[0] in PEOPLE or key[0] is Byline or key[0]._meta.label in {"people.Community"}:
                continue
            for target in _links(row):
                if target[0] not in PEOPLE:
                    speaks_of[key] |= _narrow(speaks_of.get(target, set()))
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                if isinstance(value, str) and value in names and names[value] != key:
                    speaks_of[key] |= _narrow(speaks_of.get(names[value], set()))

    checked = 0
    for key, bylines in speaks_of.items():
        row = rows[key]
        words = _words_of(row)
        for byline in bylines:
            author = author_of[byline]
            checked += 1
            for target, pk in _links(row):
                assert not (target is User and pk == author.pk), f"{key} points at the author"
                assert not (target is Membership and places.get(pk) == author.pk), (
                    f"{key} points at the author's place"
                )
            said = set(words.replace('"', "\n").split())
            assert not said & {*usernames[author.pk], *place_ids[author.pk]}, f"{key} names the author"
    assert checked > 500


def _narrow(bylines: set[int]) -> set[int]:
    """A row that speaks of a whole forum says nothing about one author in it."""
    return bylines if len(bylines) <= 2 else set()


def test_rule_31_two_bylines_of_one_person_share_no_column_without_the_key(living_community):
    by_author = defaultdict(list)
    for byline in Byline.objects.filter(side=Side.YOUTH, imported=False).select_related("seal"):
        by_author[seal.author_for_notice(byline).pk].append(byline)
    several = [bylines for bylines in by_author.values() if len(bylines) > 1]
    assert several
    common = {"community_id", "scope_kind", "side", "band", "adult_name", "adult_role", "imported"}
    for first, second, *_more in several:
        for field in Byline._meta.concrete_fields:
            if field.attname not in common:
                assert getattr(first, field.attname) != getattr(second, field.attname), field.attname
        assert bytes(first.seal.sealed)[1:] != bytes(second.seal.sealed)[1:]
        assert first.seal.blind_index != second.seal.blind_index


def test_rule_31_another_key_opens_nothing(living_community, settings, tmp_path):
    byline = Byline.objects.filter(side=Side.YOUTH, imported=False).first()
    author = seal.author_for_notice(byline)
    settings.KEYS_DIR = tmp_path
    keys.create(keys.SEAL_KEY)
    assert not seal.is_author(author, byline)
    with pytest.raises(NotOpened):
        seal.author_for_notice(byline)
