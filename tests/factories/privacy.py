"""Words of one member in every place that takes words, and a look for them in every place that keeps some."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from forums.discussion.domain import posts, stances
from moderation.domain import reports
from people.domain import seal
from people.enums import ScopeKind
from people.models import NoticeWish, Statement, User
from tests import factories
from tests.factories import live

SENTINEL = "quokkalamp"  # no word of any language that is spoken here


def word(number: int) -> str:
    return f"{SENTINEL}{number}"


def _kept_in(cache) -> dict:
    """Return what a cache holds, as it lies there: in this process, or in Redis."""
    kept = getattr(cache, "_cache", {})
    if not hasattr(kept, "get_client"):
        return kept
    client = kept.get_client(None)
    return {key: client.get(key) for key in client.scan_iter() if client.type(key) == b"string"}


def found_anywhere(sentinel: str = SENTINEL) -> list[str]:
    """Return every place in database, search index, caches, media and private folders that holds the word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                said = " ".join(
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    for value in row
                )
                if sentinel in said.lower():
                    found.append(f"table {table}")
    # What is encrypted is looked at as the house itself would read it.
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if type(field).__name__ == "EncryptedTextField":
                values = model._base_manager.values_list(field.attname, flat=True)
                found += [f"opened {model._meta.label}" for value in values if sentinel in str(value).lower()]
    for alias in caches:
        kept = _kept_in(caches[alias])
        found += [f"cache {key}" for key, value in kept.items() if sentinel.encode() in bytes(value).lower()]
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.DATA_DIR)):
        for path in folder.rglob("*") if folder.is_dir() else []:
            if path.is_file() and path.suffix not in {".sqlite3", ".sqlite3-wal"}:
                content = path.read_bytes().lower()
                if sentinel.encode() in content or sentinel in path.name.lower():
                    found.append(f"file {path.name}")
    return sorted(set(found))


def speak_everywhere(school, student: User) -> dict:
    """Let ``student`` leave a word of their own in every place that takes one; return what was made."""
    now = timezone.now()
    forum, other = factories.open_forum(school), factories.open_forum(school, question="What about shade?")
    actor = factories.actor(student, school)
    said = factories.perspective(forum, student, f"I want a {word(1)}.")
    held = factories.perspective(other, student, f"A second {word(2)}.", published=False)
    friend = factories.member(school, username="friend")
    theirs = factories.perspective(forum, friend, "Somebody else's bench.")
    reply = posts.reply(actor, perspective=theirs, body=f"Yes, a {word(3)}.", now=now)
    posts.release(reply, now=now)
    under = posts.reply(factories.actor(friend, school), perspective=said, body="I like it.", now=now)
    posts.release(under, now=now)
    stances.save_draft(actor, forum=forum, body=f"Not sent {word(4)}.", now=now)
    room = live.room(school)
    message = room.shown(student, f"In the room {word(5)}.")
    case = reports.report(
        factories.actor(friend, school),
        kind="perspective",
        public_id=said.public_id,
        reason="unkind",
        words="",
        now=now,
    ).case
    reports.report(
        actor,
        kind="perspective",
        public_id=theirs.public_id,
        reason="unkind",
        words=f"I saw {word(6)}.",
        now=now,
    )
    member = actor.membership
    NoticeWish.objects.update_or_create(membership=member, defaults={"email": f"{word(7)}@example.org"})
    Statement.objects.create(
        community=school,
        membership=member,
        about_kind="consent",
        about_id="1",
        words=f"Wrong {word(8)}",
        created_at=now,
    )
    byline = seal.own_byline(actor, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)
    Statement.objects.create(
        community=school,
        byline=byline,
        about_kind="ruling",
        about_id="1",
        words=f"Unfair {word(9)}",
        created_at=now,
    )
    User.objects.filter(pk=student.pk).update(last_name=word(10), email=f"{word(11)}@example.org")
    return {
        "forum": forum,
        "said": said,
        "held": held,
        "reply": reply,
        "under": under,
        "theirs": theirs,
        "message": message,
        "room": room,
        "case": case,
        "friend": friend,
    }
