"""Speaking: perspectives and replies, read before publication where the band asks for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from forums.discussion import citers
from forums.discussion.domain import index, voices, welcome
from forums.discussion.enums import PostState, VoiceState
from forums.discussion.models import Draft, Forum, Perspective, Reply, Welcome
from mobilize.kernel import audit, manners, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.prepared import Prepared
from mobilize.kernel.refusal import Refused
from mobilize.kernel.tongues import language_of
from mobilize.kernel.written import write
from moderation import handlers
from moderation.domain import cases, screening, staffed
from moderation.enums import Reason
from people.actors import Actor
from people.domain import seal
from people.enums import Band, ScopeKind
from people.models import Byline
from people.policy_queries import policy_of

PERSPECTIVE = "perspective"
REPLY = "reply"


def forum_of(post: Perspective | Reply) -> Forum:
    return post.forum if isinstance(post, Perspective) else post.perspective.forum


def url_of(post: Perspective | Reply) -> str:
    """The address of a post inside its forum's page."""
    forum = forum_of(post)
    perspective = post if isinstance(post, Perspective) else post.perspective
    return f"/c/{forum.community.slug}/forums/{forum.public_id}/{perspective.public_id}/"


def as_subject(post: Perspective | Reply) -> handlers.Subject:
    """Return the post as the desk shows it."""
    forum = forum_of(post)
    return handlers.Subject(
        kind=PERSPECTIVE if isinstance(post, Perspective) else REPLY,
        public_id=post.public_id,
        byline=post.byline,
        version=post.version,
        text=post.body,
        html=post.body_html,
        language=post.language,
        place=forum.question,
        place_url=url_of(post),
        is_public=post.state == PostState.PUBLISHED,
        bands=tuple(forum.bands),
        is_withdrawn=post.state == PostState.WITHDRAWN,
    )


_LOCKED: Prepared[Forum] = Prepared(
    lambda forum: (
        Forum.objects.select_for_update(of=("self",)).select_related("community").filter(pk=forum).order_by()
    )
)
_LAST: Prepared[tuple] = Prepared(
    lambda forum: (
        Perspective.objects.filter(forum=forum, position__isnull=False)
        .order_by("-position")
        .values_list("position")[:1]
    )
)


@transaction.atomic
def submit(actor: Actor, *, forum: Forum, body: str, client_id: str = "", now: datetime) -> Perspective:
    """Post a perspective. It is published at once, or held until a moderator has read it (rule 11).

    ``client_id`` makes a form that is sent twice one post: the second call returns the first one's post.
    Errors: ``forum_not_open``, ``consent_missing``, ``welcome_unread``, ``text_empty``, ``text_too_long``;
    ``not_found`` for others.
    """
    forum = _LOCKED.sure(forum=forum.pk)
    require(actor, "forums.submit_perspective", forum)
    body = _checked(body, limit=settings.MOBILIZE["PERSPECTIVE_LENGTH"])
    speaker = _speaker(actor, forum, Perspective, client_id)
    if speaker.said_already:
        return Perspective.objects.get(pk=speaker.said_already)
    welcome.ask_for(actor, forum=forum, welcomed=speaker.welcomed)
    post = Perspective(forum=forum, byline=speaker.byline)
    _write(actor, post, body=body, client_id=client_id, now=now)
    if speaker.has_drafts:
        Draft.objects.filter(byline=speaker.byline, forum=forum, perspective=None).delete()
    return post


@transaction.atomic
def reply(actor: Actor, *, perspective: Perspective, body: str, client_id: str = "", now: datetime) -> Reply:
    """Reply to a published perspective, under the same reading rules as :func:`submit`.

    An adult can speak to young people only while a second verified adult is there (rule 2).
    """
    perspective = Perspective.objects.select_related("forum__community").get(pk=perspective.pk)
    require(actor, "forums.reply", perspective)
    body = _checked(body, limit=settings.MOBILIZE["REPLY_LENGTH"])
    speaker = _speaker(actor, perspective.forum, Reply, client_id)
    if speaker.said_already:
        return Reply.objects.get(pk=speaker.said_already)
    welcome.ask_for(actor, forum=perspective.forum, welcomed=speaker.welcomed)
    post = Reply(perspective=perspective, byline=speaker.byline)
    _write(actor, post, body=body, client_id=client_id, now=now)
    if speaker.has_drafts:
        Draft.objects.filter(byline=speaker.byline, perspective=perspective).delete()
    return post


@transaction.atomic
def change(
    actor: Actor, *, post: Perspective | Reply, body: str, version: int, now: datetime
) -> Perspective | Reply:
    """Let the author change words that nobody else can read yet (held or sent back); a person reads them again.

    ``version`` is the one the author saw: another one means somebody (they, on another device) was first.
    """
    post = _locked(post)
    require(actor, "forums.change_own", post)
    require(actor, "forums.submit_perspective", forum_of(post))
    if post.state not in {PostState.HELD, PostState.RETURNED}:
        raise Refused("not_now")
    if post.version != version:
        raise Refused("changed_meanwhile")
    limit = settings.MOBILIZE["PERSPECTIVE_LENGTH" if isinstance(post, Perspective) else "REPLY_LENGTH"]
    post.body = _checked(body, limit=limit)
    post.body_html = text.clean(post.body)
    post.language = language_of(post.body, otherwise=manners.language())
    post.version += 1
    post.save(update_fields=["body", "body_html", "language", "version"])
    if post.state == PostState.RETURNED:
        moves.move(post, PostState.HELD)
    findings = screening.look_at(post.body)
    cases.open_case(
        subject=as_subject(post),
        community=forum_of(post).community,
        reason=cases.reason_of(findings) or Reason.BAND,
        findings=findings,
        now=now,
    )
    return post


@transaction.atomic
def withdraw(actor: Actor, *, post: Perspective | Reply, now: datetime) -> None:
    """Take one's own words back: hidden at once, everywhere, kept only as the retention rules say (rule 7)."""
    post = _locked(post)
    require(actor, "forums.change_own", post)
    settle(post, to=PostState.WITHDRAWN, now=now)
    cases.close_cases(kind=as_subject(post).kind, public_id=post.public_id, now=now)
    audit.record(action="forums.withdraw", now=now, community=actor.community, thing=post)


def _locked(post: Perspective | Reply) -> Perspective | Reply:
    """Take the post, after what is open about it at the desk, and return it as it is now."""
    kind = PERSPECTIVE if isinstance(post, Perspective) else REPLY
    cases.lock_cases(kind=kind, public_id=post.public_id)
    return type(post).objects.select_for_update().get(pk=post.pk)


def release(post: Perspective | Reply, *, now: datetime) -> None:
    """Show the post to its forum (a moderator released it). A reported post that is public stays as it is."""
    if post.state == PostState.PUBLISHED:
        return
    forum = Forum.objects.select_for_update().get(pk=forum_of(post).pk)
    if isinstance(post, Perspective):
        moves.move(post, PostState.PUBLISHED, published_at=now, position=next_position(forum))
        index.enter([post])
        _received(post, now=now)
    else:
        moves.move(post, PostState.PUBLISHED, published_at=now)


def restore(post: Perspective | Reply, *, now: datetime) -> None:
    """Show words that were sent back or removed: another moderator found that their author was right."""
    if post.state == PostState.REMOVED:
        moves.move(post, PostState.RETURNED)
    if post.state == PostState.RETURNED:
        release(post, now=now)


def settle(post: Perspective | Reply, *, to: str, now: datetime) -> None:
    """Take the post out of sight: returned, removed or withdrawn. Whoever quotes it hears of it."""
    was_public = post.state == PostState.PUBLISHED
    moves.move(post, to, hidden_at=now)
    if was_public and isinstance(post, Perspective):
        index.leave(post)
        citers.tell(post, state=to, now=now)


def _checked(body: str, *, limit: int) -> str:
    body = text.tidy(body)
    if not body:
        raise Refused("text_empty", field="body")
    if len(body) > limit:
        raise Refused("text_too_long", field="body", length=len(body), limit=limit)
    return body


@dataclass(frozen=True)
class _Speaker:
    """The actor's byline in the forum; whether it read the welcome, keeps drafts, and what the form made before."""

    byline: Byline
    welcomed: bool = False
    has_drafts: bool = False
    said_already: int | None = None


def _told(index: str, client: str, model: type[Perspective] | type[Reply]) -> QuerySet[Byline]:
    said = model.objects.filter(byline=OuterRef("pk"), client_id=client).exclude(client_id="")
    return Byline.objects.filter(seal__blind_index=index).annotate(
        welcomed=Exists(Welcome.objects.filter(byline=OuterRef("pk"))),
        has_drafts=Exists(Draft.objects.filter(byline=OuterRef("pk"))),
        said_already=Subquery(said.values("pk")[:1]),
    )


_SPEAKERS: dict[type[Perspective] | type[Reply], Prepared[Any]] = {
    Perspective: Prepared(lambda index, client: _told(index, client, Perspective)),
    Reply: Prepared(lambda index, client: _told(index, client, Reply)),
}


def _speaker(actor: Actor, forum: Forum, model: type[Perspective] | type[Reply], client_id: str) -> _Speaker:
    """Return who speaks. One query, unless the byline is new."""
    scope = {"scope_kind": ScopeKind.FORUM, "scope_id": forum.public_id}
    found = _SPEAKERS[model].one(index=seal.own_index(actor.user, **scope), client=client_id)
    if found is None:
        return _Speaker(seal.byline_for(actor, **scope))
    return _Speaker(found, found.welcomed, found.has_drafts, found.said_already)


def _write(actor: Actor, post: Perspective | Reply, *, body: str, client_id: str, now: datetime) -> None:
    findings = screening.look_at(body)
    reason = _reason_to_hold(actor, findings, now)
    post.body, post.body_html, post.client_id, post.created_at = body, text.clean(body), client_id, now
    post.language = language_of(body, otherwise=manners.language())
    post.state = PostState.HELD if reason else PostState.PUBLISHED
    if not reason:
        post.published_at = now
        if isinstance(post, Perspective):
            post.position = next_position(post.forum)
    write(post)
    if reason:
        cases.open_case(
            subject=as_subject(post), community=actor.community, reason=reason, findings=findings, now=now
        )
    elif isinstance(post, Perspective):
        index.enter([post])
        voices.begin(post, cause=_of_forum(post), now=now)
    # A young person's line names the post alone: the trail must not unseal what the byline seals.
    audit.record(
        action="forums.submit",
        now=now,
        actor=None if actor.is_youth else actor,
        community=actor.community,
        thing=post,
    )


def _reason_to_hold(actor: Actor, findings: screening.Findings, now: datetime) -> str:
    """What tells of danger, harm or a way of hurting oneself waits whoever wrote it (rule 17). Rule 11: A and B
    always; C until enough posts were approved; anybody young while nobody is at the desk (rule 14: writing works at
    any hour, publication waits); and what else the screening saw, such as contact details (rule 6).
    """
    seen = cases.reason_of(findings)
    if seen == Reason.CARE:
        return seen
    if actor.is_youth and actor.band in {Band.A, Band.B}:
        return Reason.BAND
    if actor.is_youth and actor.band == Band.C:
        if approved_posts(actor) < policy_of(actor.community).approved_before_after:
            return Reason.FIRST_POSTS
    if actor.is_youth and not staffed.is_staffed(actor.community, now=now):
        return Reason.OUTSIDE_HOURS
    return seen


def approved_posts(actor: Actor) -> int:
    """Return how many of the member's posts in this community are published: two queries, through the seal."""
    scopes = Forum.objects.filter(community=actor.community).values_list("public_id", flat=True)
    mine = seal.own_indexes(actor.user, scope_kind=ScopeKind.FORUM, scope_ids=scopes)
    published = {"byline__seal__blind_index__in": mine, "state": PostState.PUBLISHED}
    return Perspective.objects.filter(**published).count() + Reply.objects.filter(**published).count()


def next_position(forum: Forum) -> int:
    """Return the place that the next published perspective takes; the caller holds the forum's row."""
    last = _LAST.one(forum=forum.pk)
    return (last[0] if last else 0) + 1


def _received(post: Perspective, *, now: datetime) -> None:
    voices.advance([post], to=VoiceState.RECEIVED, cause=_of_forum(post), now=now)


def _of_forum(post: Perspective) -> voices.Cause:
    return voices.Cause("forum", post.forum.public_id, post.forum.question, url_of(post))
