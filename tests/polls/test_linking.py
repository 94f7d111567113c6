"""Somebody steals a copy of the database after the close and knows how half of the voters voted."""

import contextlib
import itertools
import random
import secrets
import shutil
import sqlite3

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from forums.polls.domain import envelopes, poll_keys, receipts, voting
from forums.polls.models import Ballot, Envelope, GoalPoll, ReceiptList
from people.models import Membership
from tests import factories
from tests.factories import polls as make

VOTERS = 200
GOALS = tuple(f"Goal {letter}" for letter in "ABCDEFGHIJ")


@pytest.fixture
def voted(transactional_db):
    """200 people voted in a random order, each in a way of their own.

    Yields the poll, the truth, that order, and the receipts: the attacker got hold of them all.
    """
    community = factories.community()
    poll, voters = make.open_poll(community, voters=VOTERS, goals=GOALS, winners=3)
    options = list(poll.options.values_list("public_id", flat=True))
    ways = [list(way) for size in (3, 4) for way in itertools.combinations(sorted(options), size)]
    truth, numbers = {}, {}
    order = random.sample(voters, VOTERS)
    for voter, way in zip(order, random.sample(ways, VOTERS), strict=True):
        envelope = voting.cast(factories.actor(voter, community), poll=poll, choices=way, now=timezone.now())
        truth[envelope.voter_id] = tuple(way)
        numbers[envelope.voter_id] = envelope.receipt
    members = dict(Membership.objects.values_list("user_id", "pk"))
    return poll, truth, [members[voter.pk] for voter in order], numbers


def columns_of_sqlite(tmp_path) -> tuple[dict, dict]:
    """Copy the files and read them raw: every order in which envelopes and ballots stand there."""
    source = settings.DATABASES["default"]["NAME"]
    for ending in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"{source}{ending}", tmp_path / f"copy.sqlite3{ending}")
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as stolen:
        envelopes_by = {
            column: [
                row[0] for row in stolen.execute(f"SELECT voter_id FROM polls_envelope ORDER BY {column}")
            ]
            for column in ("rowid", "id", "voter_id")
        }
        ballots = dict(stolen.execute("SELECT id, choice FROM polls_ballot"))
        ballots_by = {
            column: [row[0] for row in stolen.execute(f"SELECT id FROM polls_ballot ORDER BY {column}")]
            for column in ("rowid", "id")
        }
        # The copy's log goes into its file, so that the places in the file are the places of the pages.
        stolen.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = (tmp_path / "copy.sqlite3").read_bytes()
    ballots_by["page"] = sorted(ballots, key=lambda ballot: raw.find(ballot.encode()))
    return envelopes_by, {name: [ballots[ballot] for ballot in ids] for name, ids in ballots_by.items()}


def columns_of_postgresql(_tmp_path) -> tuple[dict, dict]:
    """Read the system columns, and the dead rows that the pages still hold."""
    with connection.cursor() as stolen:

        def rows(words):
            stolen.execute(words)
            return stolen.fetchall()

        orders = ("ctid", "xmin::text::bigint, ctid", "xmax::text::bigint, ctid", "id")
        envelopes_by = {
            order: [row[0] for row in rows(f"SELECT voter_id FROM polls_envelope ORDER BY {order}")]
            for order in (*orders, "voter_id")
        }
        ballots_by = {
            order: [row[0] for row in rows(f"SELECT choice::text FROM polls_ballot ORDER BY {order}")]
            for order in orders
        }
        stolen.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        dead = """
            SELECT (('x' || encode(substr(t_data, {at}, 8), 'hex'))::text) FROM
            generate_series(0, pg_relation_size('polls_envelope') / 8192 - 1) AS page,
            heap_page_items(get_raw_page('polls_envelope', page::int))
            WHERE t_data IS NOT NULL ORDER BY page, lp"""
        # Every version of a row that a page still holds begins with its id; the last one seen of each is kept.
        seen = [int.from_bytes(bytes.fromhex(row[0][1:]), "little") for row in rows(dead.format(at=1))]
        voters = dict(rows("SELECT id, voter_id FROM polls_envelope"))
        last = {pk: place for place, pk in enumerate(seen)}
        first = {pk: -place for place, pk in enumerate(reversed(seen))}
        envelopes_by["dead rows"] = [voters[pk] for pk in sorted(voters, key=first.get)]
        envelopes_by["last rows"] = [voters[pk] for pk in sorted(voters, key=last.get)]
    return envelopes_by, ballots_by


def success(truth, envelopes_by, ballots_by, options) -> float:
    """Return how many of the other half the attacker gets right with the best guess from the known half.

    Every order of envelopes is laid beside every order of ballots, forwards and backwards and shifted.
    """
    known = set(random.sample(sorted(truth), VOTERS // 2))
    best = (-1, None)
    for people, ballots in itertools.product(envelopes_by.values(), ballots_by.values()):
        people = [voter for voter in people if voter in truth]
        for line in (ballots, ballots[::-1]):
            for shift in range(-3, 4):
                guess = dict(zip(people, line[shift:] + line[:shift], strict=True))
                right = sum(guess[voter] == truth[voter] for voter in known)
                best = max(best, (right, guess), key=lambda pair: pair[0])
    others = set(truth) - known
    return sum(best[1][voter] == truth[voter] for voter in others) / len(others)


def attack(truth, order, tmp_path, poll, numbers) -> float:
    read = columns_of_sqlite if connection.vendor == "sqlite" else columns_of_postgresql
    envelopes_by, ballots_by = read(tmp_path)
    envelopes_by["in which they voted"] = order  # who watched the room knows this
    if listed := ReceiptList.objects.filter(poll=poll).first():
        owners = {receipts.mark(poll, number): voter for voter, number in numbers.items()}
        envelopes_by["receipts"] = [owners[mark] for mark in listed.marks]
    options = {option.public_id for option in poll.options.all()}
    parse = {
        name: [tuple(part for part in text.split('"') if part in options) for text in texts]
        for name, texts in ballots_by.items()
    }
    return success(truth, envelopes_by, parse, options)


@pytest.mark.both_databases
def test_rule_36_a_copy_of_the_database_tells_no_more_than_chance(voted, tmp_path):
    poll, truth, order, numbers = voted
    make.close_poll(poll)
    assert sorted(tuple(choice) for choice in Ballot.objects.values_list("choice", flat=True)) == sorted(
        truth.values()
    )
    # Each choice was made once, so chance is one in 200.
    assert attack(truth, order, tmp_path, poll, numbers) <= 1 / VOTERS + 0.1


@pytest.mark.both_databases
def test_the_same_attack_finds_everybody_where_envelopes_are_emptied_one_by_one(voted, tmp_path):
    poll, truth, order, numbers = voted
    private = poll_keys.read(poll)
    for envelope in Envelope.objects.filter(poll=poll).order_by("?"):
        with transaction.atomic():
            choice, _nonce = envelopes.unseal(envelope, poll, private)
            Ballot.objects.create(id=secrets.token_hex(16), poll=poll, choice=choice)
            if connection.vendor == "sqlite":  # its rows stay where they are, so rows are written anew
                envelope.delete()
                Envelope.objects.create(poll=poll, voter_id=envelope.voter_id, voted=True)
            else:
                Envelope.objects.filter(pk=envelope.pk).update(sealed=None, voted=True, revision=0)

    assert attack(truth, order, tmp_path, poll, numbers) > 0.9


@pytest.mark.both_databases
def test_the_same_attack_finds_everybody_where_receipts_are_listed_in_the_order_of_the_ballots(
    voted, tmp_path
):
    poll, truth, order, numbers = voted
    make.close_poll(poll)
    owners = {way: voter for voter, way in truth.items()}
    ballots = Ballot.objects.order_by("id")
    ReceiptList.objects.update(
        marks=[receipts.mark(poll, numbers[owners[tuple(ballot.choice)]]) for ballot in ballots]
    )
    assert attack(truth, order, tmp_path, poll, numbers) > 0.9


def test_rule_36_a_ballot_holds_nothing_but_a_random_id_its_poll_and_the_choice():
    assert [field.name for field in Ballot._meta.get_fields()] == ["id", "poll", "choice"]


def test_no_file_of_an_sqlite_database_ever_holds_the_key_or_an_open_vote(voted, tmp_path):
    poll, truth, _, numbers = voted
    key = (settings.KEYS_DIR / "polls" / f"{poll.public_id}.key").read_bytes()
    source = settings.DATABASES["default"]["NAME"]

    def stolen() -> bytes:
        return b"".join(
            path.read_bytes()
            for path in source.parent.glob(f"{source.name}*")
            if path.suffix != ".sqlite3-shm"
        )

    before = stolen()
    assert key not in before
    assert not any(envelopes.canonical(list(choice)) in before for choice in truth.values())
    sealed = [bytes(blob) for blob in Envelope.objects.filter(poll=poll).values_list("sealed", flat=True)]
    assert all(blob in before for blob in sealed)  # the search does find what is there

    make.close_poll(poll)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    after = stolen()
    assert key not in after
    words = [
        receipts.spell(number, language).encode() for number in numbers.values() for language in ("en", "fr")
    ]
    assert not any(word in before or word in after for word in words)
    assert not any(blob in after for blob in sealed)
    assert GoalPoll.objects.get(pk=poll.pk).key_destroyed_at is not None
    assert not (settings.KEYS_DIR / "polls" / f"{poll.public_id}.key").exists()
