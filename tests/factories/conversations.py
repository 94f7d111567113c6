"""Conversations held elsewhere: our own export, and how tests bring it in."""

import csv
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from forums.discussion.models import Forum, Stance
from people.models import User

OURS = Path(__file__).resolve().parent.parent / "fixtures" / "conversation"
LAST_LINE = "perspectives=10 removed=2 participants=9 votes=68 changed=4"


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


def member_named(username):
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
