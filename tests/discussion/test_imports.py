"""Bringing in conversations held elsewhere."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from forums.discussion import polis, queries
from forums.discussion.domain import imports
from forums.discussion.enums import ForumState, PostState, VoiceState
from forums.discussion.models import Forum, Perspective, Stance, VoiceStep
from mobilize.kernel.models import AuditEntry
from people.enums import Role
from people.models import Byline
from tests.factories import actor, community, member

OURS = Path(__file__).resolve().parent.parent / "fixtures" / "conversation"
LAST_LINE = "perspectives=10 removed=2 participants=9 votes=68 changed=4"
REAL = {
    "london.youth.policing": "perspectives=36 removed=3 participants=26 votes=638 changed=2",
    "bg2050-volunteers": "perspectives=316 removed=55 participants=126 votes=14283 changed=58",
    "scoop-hivemind.freshwater": "perspectives=51 removed=29 participants=117 votes=3972 changed=7",
}


@pytest.fixture
def place(db):
    made = community()
    member(made, Role.ORGANIZER, username="organizer")
    return made


@pytest.fixture
def export(tmp_path):
    """A copy of our own export that a test may spoil."""
    return Path(shutil.copytree(OURS, tmp_path / "export"))


def bring(folder: Path, *, author="organizer", slug="harbour") -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_conversation", str(folder), community=slug, author=author, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(folder: Path, **options) -> tuple[str, str]:
    """Return (what was listed on standard error, the error) of an import that must fail."""
    err = io.StringIO()
    words = {"community": "harbour", "author": "organizer", **options}
    with pytest.raises(CommandError) as error:
        call_command("import_conversation", str(folder), **words, stdout=io.StringIO(), stderr=err)
    return err.getvalue(), str(error.value)


def everything() -> dict[str, list]:
    """Every row of every table, but for the pages of the site."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.app_label
        in {"discussion", "people", "moderation", "kernel", "polls", "live", "committees"}
    }


def edit(folder: Path, name: str, change) -> None:
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def add_vote(folder: Path, row: str) -> None:
    edit(folder, "votes.csv", lambda content: content + row.encode() + b"\n")


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


def member_named(username):
    from people.models import User

    return User.objects.get(username=username)


def last_votes(folder: Path) -> dict[tuple[str, str], int]:
    """The last row of each voter and statement, read here in another way than the program does."""
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        return {(row["voter-id"], row["comment-id"]): int(row["vote"]) for row in csv.DictReader(file)}


def stored_votes(forum: Forum) -> dict[tuple[str, str], int]:
    rows = Stance.objects.filter(perspective__forum=forum)
    return {
        (name.rsplit(" ", 1)[1], ref): position
        for name, ref, position in rows.values_list(
            "byline__pseudonym", "perspective__source_ref", "position"
        )
    }


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


def test_another_text_under_a_known_number_is_a_fault(place, export):
    bring(export)
    before = everything()
    edit(export, "comments.csv", lambda content: content.replace(b"open on Sundays", b"shut on Sundays"))
    listed, _error = refusal(export)
    assert "comments.csv line 2: comment-id 0 had another text when it was brought in before." in listed
    assert everything() == before


def test_every_fault_is_listed_by_line_and_nothing_comes_in(place, export):
    before = everything()
    last = len((export / "votes.csv").read_text().splitlines())
    for row in (
        "1700009000000,,99,1,1",
        "1700009000000,,0,1,2",
        "1700009000000,,0,one,1",
        "1700009000000,,0,1",
        "1700009000000,,0,-4,1",
        "1700009000000,,1e1,7,+1",
    ):
        add_vote(export, row)
    edit(
        export,
        "comments.csv",
        lambda content: (
            content
            + b"1700009000000,,0,1,0,0,1,Again\n"
            + b"soon,,20,1,0,0,5,When\n"
            + b"1700009000000,,21,,0,0,1,Who\n"
            + b"1700009000000,,22\n"
        ),
    )
    listed, error = refusal(export)
    said = [line for line in listed.splitlines() if " line " in line]
    assert said == [
        "comments.csv line 17: comment-id 0 stands in line 2 already.",
        "comments.csv line 18: this value is not known here: timestamp 'soon', moderated '5'.",
        "comments.csv line 19: this value is not known here: author-id ''.",
        "comments.csv line 20: there should be 8 fields, there are 3.",
        f"votes.csv line {last + 1}: there is no statement with comment-id '99'.",
        f"votes.csv line {last + 2}: vote '2' is none of 1, 0 and -1.",
        f"votes.csv line {last + 3}: voter-id 'one' is not a whole number.",
        f"votes.csv line {last + 4}: there should be 5 fields, there are 4.",
        f"votes.csv line {last + 5}: voter-id '-4' is not a whole number.",
        f"votes.csv line {last + 6}: there is no statement with comment-id '1e1'; vote '+1' is none of 1, 0 and -1.",
    ]
    assert error == "Nothing was brought in: 10 faults."
    assert everything() == before


def test_a_list_of_faults_that_is_cut_says_so(place, export):
    for _turn in range(polis.FAULTS_LISTED + 7):
        add_vote(export, "1700009000000,,99,1,1")
    listed, error = refusal(export)
    assert len([line for line in listed.splitlines() if " line " in line]) == polis.FAULTS_LISTED
    assert "There are 7 more faults that are not listed here." in listed
    assert error == f"Nothing was brought in: {polis.FAULTS_LISTED + 7} faults."


@pytest.mark.parametrize("name", ["summary.csv", "comments.csv", "votes.csv"])
def test_a_file_that_is_not_utf_8_is_named_with_its_line(place, export, name):
    edit(export, name, lambda content: content + "Größe,1,1,1,1\n".encode("latin-1"))
    lines = (export / name).read_bytes().count(b"\n")
    listed, _error = refusal(export)
    assert f"{name} line {lines}: this is not UTF-8 text (byte 3)." in listed
    assert Forum.objects.count() == 0


@pytest.mark.parametrize("name", ["summary.csv", "comments.csv", "votes.csv"])
def test_a_missing_file_is_named(place, export, name):
    (export / name).unlink()
    listed, _error = refusal(export)
    assert f"{name}: there is no such file in the folder." in listed


@pytest.mark.parametrize("name", ["comments.csv", "votes.csv"])
def test_an_empty_file_lacks_its_columns(place, export, name):
    (export / name).write_bytes(b"")
    listed, _error = refusal(export)
    assert f"{name} line 1: these columns are missing or twice there:" in listed


def test_a_missing_column_is_named(place, export):
    edit(export, "comments.csv", lambda content: content.replace(b"author-id", b"who", 1))
    listed, _error = refusal(export)
    assert "comments.csv line 1: these columns are missing or twice there: author-id." in listed


def test_a_quotation_that_never_ends_is_a_fault(place, export):
    edit(export, "comments.csv", lambda content: content + b'1700009000000,,30,1,0,0,1,"open\n')
    listed, _error = refusal(export)
    assert "comments.csv line 17: this cannot be read as CSV" in listed


def test_a_byte_order_mark_and_other_headers_are_read(place, export):
    edit(
        export, "comments.csv", lambda content: b"\xef\xbb\xbf" + content.replace(b"datetime", b"is-meta", 1)
    )
    edit(export, "votes.csv", lambda content: content.replace(b"\n", b"\r\n"))
    out, _err = bring(export)
    assert out.splitlines()[-1] == LAST_LINE


def test_a_topic_longer_than_a_question_stays_whole_in_the_introduction(place, export):
    topic = "长" * 300
    edit(
        export,
        "summary.csv",
        lambda content: content.replace(
            b"What should the new youth room in the old ferry house be like?", topic.encode()
        ),
    )
    bring(export)
    forum = Forum.objects.get()
    assert len(forum.question) == 160
    assert forum.introduction.startswith(topic)


@pytest.mark.both_databases
def test_a_failure_at_the_last_row_leaves_the_database_as_before(place, monkeypatch):
    before = everything()
    written = []

    def fail(done, total):
        written.append((done, total))
        if done == total:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(imports, "_STANCES_AT_ONCE", 10)
    with pytest.raises(RuntimeError, match="the disk is full"):
        imports.import_conversation(
            actor(member_named("organizer"), place),
            conversation=polis.read(OURS),
            now=place.created_at,
            progress=fail,
        )
    assert written[-1] == (68, 68)
    assert everything() == before


@pytest.mark.parametrize(
    "role", [Role.STUDENT, Role.TEACHER, Role.FACILITATOR, Role.MODERATOR, Role.CAREGIVER]
)
def test_only_who_may_make_forums_brings_one_in(place, role):
    member(place, role, username="somebody")
    _listed, error = refusal(OURS, author="somebody")
    assert error.endswith("(not_found)")
    assert Forum.objects.count() == 0


def test_an_author_without_a_valid_check_brings_nothing_in(place):
    member(place, Role.ORGANIZER, username="unchecked", cleared=False)
    _listed, error = refusal(OURS, author="unchecked")
    assert error.endswith("(clearance_missing)")


def test_an_author_or_community_that_is_not_there_is_named(place):
    assert refusal(OURS, author="nobody")[1].startswith("Nobody with the user name 'nobody'")
    assert refusal(OURS, community="nowhere")[1] == "There is no community with the short name 'nowhere'."
    away = community("tilleuls")
    member(away, Role.ORGANIZER, username="stranger")
    assert refusal(OURS, author="stranger")[1].startswith("Nobody with the user name 'stranger'")
    assert refusal(OURS / "none")[1].startswith("There is no folder")


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
