"""Bringing in a conversation that was held elsewhere: one bulk command with one ``require``."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import translation
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from forums.discussion import polis
from forums.discussion.domain import index, posts
from forums.discussion.enums import ForumState, NameMode, PostState, VoiceState
from forums.discussion.models import Forum, Perspective, Stance, VoiceStep
from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.tongues import language_of
from people.actors import Actor
from people.enums import Band, ScopeKind, Side
from people.models import Byline

ANSWER_WITHIN = timedelta(days=30)
QUESTION_LENGTH = 159  # one less than the column: a cut question ends with an ellipsis
_BATCH = 500
_STANCES_AT_ONCE = 20_000


@dataclass(frozen=True)
class Imported:
    """What the export holds, counted; ``rows_written`` tells whether this run changed anything."""

    forum: Forum
    perspectives: int
    removed: int
    participants: int
    votes: int
    changed: int
    rows_written: int


@transaction.atomic
def import_conversation(
    actor: Actor,
    *,
    conversation: polis.Conversation,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Bring a conversation in as an open forum of the actor's community, or bring an earlier import up to date.

    The actor is the named adult until the duty is handed over. The same export a second time changes no row.
    A statement that was removed (there or here) stays removed; a text that differs from the one brought in
    before is a fault, since statements never change where they come from.
    Errors: ``not_found``, ``clearance_missing``; :class:`polis.Faulty` with what does not fit.
    """
    require(actor, "forums.import_conversation", actor.community)
    forum, is_new = _forum(actor, conversation, now=now)
    bylines, new_bylines = _bylines(forum, conversation)
    perspectives, new_perspectives = _perspectives(forum, conversation, bylines, now=now)
    stances = _stances(forum, conversation, bylines, perspectives, progress)
    written = new_bylines + new_perspectives + stances
    if written or is_new:
        # No second line for a second run that found nothing to do.
        audit.record(
            action="forums.import_conversation",
            now=now,
            actor=actor,
            community=actor.community,
            thing=forum,
            perspectives=new_perspectives,
            stances=stances,
        )
    if is_new:
        later("cms.tasks.plant_forum_door", forum.pk, actor.membership.pk)
    removed = sum(statement.moderated == -1 for statement in conversation.statements)
    return Imported(
        forum=forum,
        perspectives=len(conversation.statements) - removed,
        removed=removed,
        participants=len(conversation.voters),
        votes=len(conversation.votes),
        changed=conversation.changed,
        rows_written=written + is_new,
    )


def source_key(conversation: polis.Conversation) -> str:
    """Return what stays the same when a conversation is exported again."""
    return "polis:" + hashlib.sha256(f"{conversation.topic}\n{conversation.url}".encode()).hexdigest()[:40]


def _forum(actor: Actor, conversation: polis.Conversation, *, now: datetime) -> tuple[Forum, bool]:
    key = source_key(conversation)
    forum = (
        Forum.objects.select_for_update()
        .select_related("community")
        .filter(community=actor.community, imported_from=key)
        .first()
    )
    if forum:
        return forum, False
    topic = text.tidy(conversation.topic)
    question = text.excerpt(topic, QUESTION_LENGTH)
    whole = "" if question == topic else topic
    introduction = "\n\n".join(part for part in (whole, text.tidy(conversation.description)) if part)
    with translation.override(actor.community.language):
        promises = {
            "space": _(
                "The people who spoke elsewhere have made-up names here. Moderators read what is new."
            ),
            "voice": _("You can add your own view, and agree or disagree with what is here."),
            "audience": _("%(adult)s reads this and owes the answers.") % {"adult": actor.name},
            "influence": _(
                "We do not know yet what can change. The answers will say what we can and cannot do."
            ),
        }
    forum = Forum.objects.create(
        community=actor.community,
        question=question,
        introduction=introduction,
        **promises,
        state=ForumState.OPEN,
        name_mode=NameMode.PSEUDONYMOUS,
        named_adult=actor.membership,
        accepted_at=now,
        answer_by=(now + ANSWER_WITHIN).astimezone(actor.community.zone).date(),
        opened_at=now,
        imported_from=key,
        created_at=now,
    )
    return forum, True


def _bylines(forum: Forum, conversation: polis.Conversation) -> tuple[dict[int, int], int]:
    """Return the byline's id of each participant, and how many bylines are new.

    They have no seal, since nobody here wrote under them. Nothing is known about age, so they stand in band D, which
    no rule treats with less care than it must: what they said was read by others before it came here.
    """
    here = {"scope_kind": ScopeKind.FORUM, "scope_id": forum.public_id}
    rows = Byline.objects.filter(**here, imported=True).values_list("pseudonym", "pk")
    known = {int(pseudonym.rsplit(" ", 1)[1]): pk for pseudonym, pk in rows}
    wanted = conversation.voters | {statement.author for statement in conversation.statements}
    missing = sorted(wanted - known.keys())
    with translation.override(forum.community.language):
        # Translators: the made-up name of somebody who spoke elsewhere. The number must come last, after a blank.
        pattern = _("Participant %(number)d")
    made = Byline.objects.bulk_create(
        [
            Byline(
                community=forum.community,
                **here,
                side=Side.YOUTH,
                band=Band.D,
                pseudonym=pattern % {"number": number},
                imported=True,
            )
            for number in missing
        ],
        batch_size=_BATCH,
    )
    known.update(zip(missing, (byline.pk for byline in made), strict=True))
    return known, len(made)


def _perspectives(
    forum: Forum, conversation: polis.Conversation, bylines: dict[int, int], *, now: datetime
) -> tuple[dict[int, int], int]:
    """Return the perspective's id of each statement, and how many rows were made or changed."""
    known = {
        int(post.source_ref): post
        for post in forum.perspectives.exclude(source_ref="").select_related("forum")
    }
    _refuse_other_texts(conversation, known)
    new: list[Perspective] = []
    position = posts.next_position(forum)
    changed = 0
    for statement in sorted(conversation.statements, key=lambda one: (one.at, one.number)):
        is_seed = statement.author not in conversation.voters
        post = known.get(statement.number)
        if post is None:
            post = _perspective(forum, statement, bylines[statement.author], is_seed)
            if post.state == PostState.PUBLISHED:
                post.position, position = position, position + 1
            new.append(post)
            continue
        if statement.moderated == -1 and post.state == PostState.PUBLISHED:
            posts.settle(post, to=PostState.REMOVED, now=now)
            changed += 1
        if post.host_seed != is_seed:
            Perspective.objects.filter(pk=post.pk).update(host_seed=is_seed)
            changed += 1
    Perspective.objects.bulk_create(new, batch_size=_BATCH)
    index.enter(post for post in new if post.state == PostState.PUBLISHED)
    VoiceStep.objects.bulk_create(
        [
            VoiceStep(
                perspective=post,
                to=VoiceState.RECEIVED,
                cause_kind="forum",
                cause_id=forum.public_id,
                cause_title=forum.question,
                cause_url=posts.url_of(post),
                created_at=now,
            )
            for post in new
            if post.state == PostState.PUBLISHED
        ],
        batch_size=_BATCH,
    )
    ids = {number: post.pk for number, post in known.items()}
    ids.update((int(post.source_ref), post.pk) for post in new)
    return ids, len(new) + changed


def _perspective(forum: Forum, statement: polis.Statement, byline: int, is_seed: bool) -> Perspective:
    removed = statement.moderated == -1
    body = text.tidy(statement.body)
    return Perspective(
        forum=forum,
        byline_id=byline,
        body=body,
        # Statements elsewhere are plain words: an asterisk in them is an asterisk.
        body_html=linebreaks(body, autoescape=True) if body else "",
        language=language_of(body),
        state=PostState.REMOVED if removed else PostState.PUBLISHED,
        published_at=None if removed else statement.at,
        created_at=statement.at,
        host_seed=is_seed,
        source_ref=str(statement.number),
    )


def _refuse_other_texts(conversation: polis.Conversation, known: dict[int, Perspective]) -> None:
    faults = [
        f"{polis.COMMENTS} line {statement.line}: comment-id {statement.number} had another text when it was "
        "brought in before."
        for statement in conversation.statements
        if statement.number in known and known[statement.number].body != text.tidy(statement.body)
    ]
    if faults:
        raise polis.Faulty(faults[: polis.FAULTS_LISTED], len(faults[polis.FAULTS_LISTED :]))


def _stances(
    forum: Forum,
    conversation: polis.Conversation,
    bylines: dict[int, int],
    perspectives: dict[int, int],
    progress: Callable[[int, int], None],
) -> int:
    """Write the votes that are new or changed, in large strokes; return how many. There may be millions."""
    table = connection.ops.quote_name(Stance._meta.db_table)
    known = _known_stances(forum, table)
    new: list[tuple[int, int, int]] = []
    changed: list[tuple[int, int, int]] = []
    for key, position in conversation.votes.items():
        byline, perspective = bylines[key >> polis.SHIFT], perspectives[key & polis.STATEMENT]
        before = known.get(byline << polis.SHIFT | perspective)
        if before is None:
            new.append((perspective, byline, position))
        elif before != position:
            changed.append((position, byline, perspective))
    new.sort()  # in the order of the index: the database then appends instead of searching
    total = len(new) + len(changed)
    insert = f"INSERT INTO {table} (perspective_id, byline_id, position) VALUES (%s, %s, %s)"  # noqa: S608
    update = f"UPDATE {table} SET position = %s WHERE byline_id = %s AND perspective_id = %s"  # noqa: S608
    done = 0
    with connection.cursor() as cursor:
        for statement, rows in ((insert, new), (update, changed)):
            for start in range(0, len(rows), _STANCES_AT_ONCE):
                stroke = rows[start : start + _STANCES_AT_ONCE]
                cursor.executemany(statement, stroke)
                done += len(stroke)
                progress(done, total)
    return total


def _known_stances(forum: Forum, table: str) -> dict[int, int]:
    posts_table = connection.ops.quote_name(Perspective._meta.db_table)
    known: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.byline_id, s.perspective_id, s.position FROM {table} s "  # noqa: S608 - our own names
            f"JOIN {posts_table} p ON p.id = s.perspective_id WHERE p.forum_id = %s",
            [forum.pk],
        )
        while rows := cursor.fetchmany(_STANCES_AT_ONCE):
            for byline, perspective, position in rows:
                known[byline << polis.SHIFT | perspective] = position
    return known
