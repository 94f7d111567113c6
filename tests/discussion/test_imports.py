"""Bringing in conversations held elsewhere: what arrives, and what a second run does."""

import csv

import pytest
from django.db import connection

from forums.discussion import queries
from forums.discussion.domain import imports
from forums.discussion.enums import ForumState, PostState, VoiceState
from forums.discussion.models import Forum, Perspective, Stance, VoiceStep
from mobilize.kernel.models import AuditEntry
from people.enums import Role
from people.models import Byline
from tests.factories import actor, community, member
from tests.factories.conversations import (
    LAST_LINE,
    OURS,
    add_vote,
    bring,
    edit,
    everything,
    last_votes,
    member_named,
    stored_votes,
)

REAL = {
    "london.youth.policing": "perspectives=36 removed=3 participants=26 votes=638 changed=2",
    "bg2050-volunteers": "perspectives=316 removed=55 participants=126 votes=14283 changed=58",
    "scoop-hivemind.freshwater": "perspectives=51 removed=29 participants=117 votes=3972 changed=7",
}


@pytest.mark.both_databases
def test_our_own_export_arrives_whole(place):
    out, err = bring(OURS)
    assert out.splitlines()[-1] == LAST_LINE
    assert "100 %" in err
    forum = Forum.objects.get()
    organizer = actor(member_named("organizer"), place)
    assert (forum.state, forum.named_adult, forum.bands) == (ForumState.OPEN, organizer.membership, [])
    assert forum.question == "What should the new youth room in the old ferry house be like?"
    assert forum.introduction == "The ferry house stands empty.\n\nTell us what it should become."
    assert all([forum.space, forum.voice, forum.audience, forum.influence, forum.answer_by])
    bodies = dict(forum.perspectives.values_list("source_ref", "body"))
    assert bodies["4"] == "图书馆周末应该开放,让我们有地方学习。"
    assert bodies["2"] == "Größere Fenster wären schön – und Türen für Rollstühle!"
    assert bodies["3"] == "Music till nine 🎸, then it is quiet 🤫."
    assert bodies["6"] == "One thing is missing:\na kitchen where we can cook together.\n\nEvery week."
    assert bodies["7"] == ""
    states = dict(forum.perspectives.values_list("source_ref", "state"))
    assert {ref for ref, state in states.items() if state == PostState.REMOVED} == {"5", "9"}
    assert set(forum.perspectives.filter(host_seed=True).values_list("source_ref", flat=True)) == {"0", "1"}
    published = forum.perspectives.filter(state=PostState.PUBLISHED).order_by("position")
    assert list(published.values_list("position", flat=True)) == list(range(1, 11))
    assert VoiceStep.objects.filter(to=VoiceState.RECEIVED).count() == 10


@pytest.mark.both_databases
def test_the_last_row_of_a_voter_and_statement_counts(place):
    bring(OURS)
    assert stored_votes(Forum.objects.get()) == last_votes(OURS)


def test_imported_bylines_have_no_seal_and_are_nobody(place):
    bring(OURS)
    bylines = Byline.objects.filter(imported=True)
    assert bylines.count() == 10
    assert bylines.filter(seal__isnull=False).count() == 0
    assert set(bylines.values_list("side", "band", "adult_name")) == {("youth", "D", "")}
    assert bylines.filter(pseudonym="Participant 3").count() == 1


@pytest.mark.both_databases
def test_a_second_run_changes_no_row(place):
    first, _err = bring(OURS)
    before = everything()
    second, _err = bring(OURS)
    assert second == first
    assert everything() == before


def test_a_second_run_by_another_administrator_changes_nothing_and_keeps_the_named_adult(place):
    bring(OURS)
    before = everything()
    member(place, Role.ADMINISTRATOR, username="admin")
    people = {label for label in before if label.startswith("people.")}
    bring(OURS, author="admin")
    after = everything()
    assert {k: v for k, v in after.items() if k not in people} == {
        k: v for k, v in before.items() if k not in people
    }


def test_a_later_export_brings_what_is_new_and_what_changed(place, export):
    bring(export)
    forum = Forum.objects.get()
    edit(
        export,
        "comments.csv",
        lambda content: (
            content.replace(b",10,6,0,0,1,", b",10,6,0,0,-1,") + b"1700009000000,,12,0,0,0,1,A new one.\n"
        ),
    )
    add_vote(export, "1700009000001,,12,0,1")
    add_vote(export, "1700009000002,,0,1,0")
    out, _err = bring(export)
    assert out.splitlines()[-1] == "perspectives=10 removed=3 participants=10 votes=69 changed=5"
    assert Forum.objects.count() == 1
    new = forum.perspectives.get(source_ref="12")
    assert (new.position, new.host_seed) == (11, False)
    assert forum.perspectives.get(source_ref="0").host_seed is False
    assert forum.perspectives.get(source_ref="10").state == PostState.REMOVED
    assert stored_votes(forum) == last_votes(export)


def test_what_a_moderator_removed_here_stays_removed(place):
    bring(OURS)
    Perspective.objects.filter(source_ref="8").update(state=PostState.REMOVED)
    bring(OURS)
    assert Perspective.objects.get(source_ref="8").state == PostState.REMOVED


def test_the_same_conversation_comes_into_two_communities_apart(place):
    away = community("tilleuls", language="fr")
    member(away, Role.ORGANIZER, username="organisatrice")
    bring(OURS)
    bring(OURS, slug="tilleuls", author="organisatrice")
    assert Forum.objects.count() == 2
    assert Stance.objects.count() == 136


def test_the_act_is_in_the_audit_trail_once(place):
    bring(OURS)
    bring(OURS)
    line = AuditEntry.objects.get(action="forums.import_conversation")
    assert (line.actor, line.note) == (
        member_named("organizer").public_id,
        {"perspectives": 12, "stances": 68},
    )


def test_the_door_page_is_asked_for_once(place, monkeypatch):
    asked = []
    monkeypatch.setattr(imports, "later", lambda *words: asked.append(words))
    bring(OURS)
    bring(OURS)
    organizer = actor(member_named("organizer"), place)
    assert asked == [("cms.tasks.plant_forum_door", Forum.objects.get().pk, organizer.membership.pk)]


def test_the_imported_forum_is_a_forum_like_any_other(place, client):
    from tests.factories import perspective

    bring(OURS)
    forum = Forum.objects.get()
    student = member(place)
    voice = perspective(forum, student, "Mine too.")
    assert voice.position == 11
    client.force_login(student)
    page = client.get(f"/c/harbour/forums/{forum.public_id}/").content.decode()
    assert "(no words)" in page
    assert "&lt;b&gt;Bikes&lt;/b&gt; need a dry place &amp; a lock." in page
    assert "Is *free* really free?" in page
    assert "Written by the hosts to begin with" in page
    assert "The old ferryman" not in page
    assert "a kitchen where we can cook together.</p>" in page.replace("<br>a", "a")
    unanswered = queries.unanswered_in(forum)
    assert unanswered.count() == 9
    assert unanswered.filter(host_seed=True).count() == 0


@pytest.mark.parametrize("name", REAL)
def test_real_conversations_arrive(place, shared_data, name):
    out, _err = bring(shared_data / "polis" / name)
    assert out.splitlines()[-1] == REAL[name]


@pytest.mark.parametrize("name", REAL)
def test_the_order_of_the_file_gives_the_votes_that_polis_itself_lists(place, shared_data, name):
    folder = shared_data / "polis" / name
    bring(folder)
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        listed = {
            (row["participant"], column): int(vote)
            for row in csv.DictReader(file)
            for column, vote in row.items()
            if column.isdigit() and vote
        }
    assert stored_votes(Forum.objects.get()) == listed


@pytest.mark.parametrize("name", REAL)
def test_real_conversations_keep_every_text(place, shared_data, name):
    folder = shared_data / "polis" / name
    bring(folder)
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["comment-id"]: row["comment-body"].strip() for row in csv.DictReader(file)}
    assert dict(Perspective.objects.values_list("source_ref", "body")) == texts


def test_a_large_conversation_needs_few_statements(place, tmp_path):
    from django.test.utils import CaptureQueriesContext

    from bench.write_conversation import write

    write(tmp_path / "large", votes=30_000, voters=600, statements=120)
    with CaptureQueriesContext(connection) as seen:
        out, _err = bring(tmp_path / "large")
    assert " participants=600 votes=30000 " in out
    assert len(seen) < 60
