"""Bringing in conversations held elsewhere: what is wrong is said by line, and nothing half-done remains."""

import pytest

from forums.discussion import polis
from forums.discussion.domain import imports
from forums.discussion.models import Forum
from people.enums import Role
from tests.factories import actor, community, member
from tests.factories.conversations import (
    LAST_LINE,
    OURS,
    add_vote,
    bring,
    edit,
    everything,
    member_named,
    refusal,
)


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
