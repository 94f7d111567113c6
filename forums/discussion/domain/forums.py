"""Making, opening, closing a forum, and the duty to answer it."""

from datetime import date, datetime

from django.db import transaction

from forums.discussion.enums import ForumState, HandOverState, NameMode
from forums.discussion.models import Forum, HandOver
from forums.discussion.queries import posts_waiting, unanswered_in
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people import queries as people_queries
from people.actors import Actor
from people.enums import Band
from people.models import Membership

WORDS = ("question", "introduction", "space", "voice", "audience", "influence")


@set_aside.kept
@transaction.atomic
def create(
    actor: Actor,
    *,
    question: str,
    introduction: str = "",
    space: str = "",
    voice: str = "",
    audience: str = "",
    influence: str = "",
    name_mode: str = NameMode.PSEUDONYMOUS,
    bands: list[str] | None = None,
    answer_by: date | None = None,
    closes_on: date | None = None,
    now: datetime,
) -> Forum:
    """Make a forum as a draft in the actor's community. It opens later, through :func:`open_forum`."""
    require(actor, "forums.create_forum", actor.community)
    forum = Forum(community=actor.community, created_at=now)
    words = {
        "question": question,
        "introduction": introduction,
        "space": space,
        "voice": voice,
        "audience": audience,
        "influence": influence,
    }
    _fill(
        actor, forum, words, name_mode=name_mode, bands=bands or [], answer_by=answer_by, closes_on=closes_on
    )
    forum.save()
    audit.record(action="forums.create_forum", now=now, actor=actor, community=actor.community, thing=forum)
    return forum


@set_aside.kept
@transaction.atomic
def describe(
    actor: Actor,
    *,
    forum: Forum,
    words: dict[str, str],
    name_mode: str,
    bands: list[str],
    answer_by: date | None,
    closes_on: date | None,
    now: datetime,
) -> Forum:
    """Change the forum's words (keys of :data:`WORDS`), names, bands and dates.

    The kind of names is fixed once the forum opened or somebody wrote (rules 31 and 34).
    """
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    require(actor, "forums.lead_forum", forum)
    if name_mode != forum.name_mode and (forum.state != ForumState.DRAFT or forum.perspectives.exists()):
        raise Refused("name_mode_fixed", field="name_mode")
    _fill(actor, forum, words, name_mode=name_mode, bands=bands, answer_by=answer_by, closes_on=closes_on)
    forum.save()
    audit.record(action="forums.describe_forum", now=now, actor=actor, community=actor.community, thing=forum)
    return forum


def _fill(actor, forum, words, *, name_mode, bands, answer_by, closes_on) -> None:
    said = {name: text.tidy(words[name]) for name in WORDS if name in words}
    url = f"/c/{actor.community.slug}/forums/"
    for name, new in said.items():
        set_aside.look_at(
            actor,
            new,
            was=getattr(forum, name),
            field=name,
            place=forum.question if forum.pk else actor.community.name,
            url=f"{url}{forum.public_id}/" if forum.pk else url,
        )
    for name, new in said.items():
        setattr(forum, name, new)
    if not forum.question:
        raise Refused("text_empty", field="question")
    limit = text.limit_of(Forum, "question")
    if len(forum.question) > limit:
        raise Refused("text_too_long", field="question", length=len(forum.question), limit=limit)
    if name_mode not in NameMode.values:
        raise Refused("invalid", field="name_mode")
    if set(bands) - set(Band.values):
        raise Refused("bands_unknown", field="bands")
    forum.name_mode, forum.bands, forum.answer_by, forum.closes_on = (
        name_mode,
        sorted(bands),
        answer_by,
        closes_on,
    )


@transaction.atomic
def offer_duty(actor: Actor, *, forum: Forum, to: Membership, now: datetime) -> HandOver:
    """Ask a verified adult of the community to answer this forum (or to take the duty over).

    The leaders of forums ask, and so does the present named adult who is leaving.
    """
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    require(actor, "forums.offer_duty", forum)
    if not people_queries.verified_adults(actor.community, now=now).filter(pk=to.pk).exists():
        raise Refused("adult_not_verified", field="to")
    if forum.hand_overs.filter(state=HandOverState.OFFERED).exists():
        raise Refused("hand_over_open")
    audit.record(action="forums.offer_duty", now=now, actor=actor, community=actor.community, thing=forum)
    return HandOver.objects.create(forum=forum, offered_by=actor.membership, to=to, created_at=now)


@transaction.atomic
def settle_duty(actor: Actor, *, forum: Forum, accept: bool, now: datetime) -> Forum:
    """Say yes or no to owing the answers of this forum. With a yes the duty is the actor's from now on."""
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    require(actor, "forums.accept_duty", forum)
    offer = forum.hand_overs.get(state=HandOverState.OFFERED, to=actor.membership)
    moves.move(offer, HandOverState.ACCEPTED if accept else HandOverState.DECLINED, settled_at=now)
    if accept:
        forum.named_adult, forum.accepted_at = actor.membership, now
        forum.save(update_fields=["named_adult", "accepted_at"])
    audit.record(
        action="forums.settle_duty",
        now=now,
        actor=actor,
        community=actor.community,
        thing=forum,
        accepted=accept,
    )
    return forum


@transaction.atomic
def open_forum(actor: Actor, *, forum: Forum, now: datetime) -> Forum:
    """Open the forum: all four promises are there, a named adult accepted, and the answers have a date."""
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    require(actor, "forums.lead_forum", forum)
    for promise in ("space", "voice", "audience", "influence"):
        if not getattr(forum, promise):
            raise Refused("lundy_incomplete", field=promise)
    if forum.named_adult_id is None or forum.accepted_at is None:
        raise Refused("named_adult_missing")
    if forum.answer_by is None:
        raise Refused("answer_date_missing", field="answer_by")
    moves.move(forum, ForumState.OPEN, opened_at=now, closed_at=None)
    audit.record(action="forums.open_forum", now=now, actor=actor, community=actor.community, thing=forum)
    return forum


@transaction.atomic
def close_forum(actor: Actor, *, forum: Forum, now: datetime) -> Forum:
    """Close the forum. Refused while any published voice lacks an answer, or any post waits at the desk.

    Errors: ``unanswered_voices`` and ``voices_waiting``, each with a count.
    """
    forum = Forum.objects.select_for_update().get(pk=forum.pk)
    require(actor, "forums.lead_forum", forum)
    if count := posts_waiting(forum):
        raise Refused("voices_waiting", count=count)
    if count := unanswered_in(forum).count():
        raise Refused("unanswered_voices", count=count)
    moves.move(forum, ForumState.CLOSED, closed_at=now)
    audit.record(action="forums.close_forum", now=now, actor=actor, community=actor.community, thing=forum)
    return forum


def inherit_duties(membership: Membership, actor: Actor, now: datetime) -> None:
    """Pass on what somebody owes whose membership ends: the administrator who ends it owes the answers now.

    So no open forum is ever without a named adult; from there the duty can be handed over like any other. What
    the leaver had been asked and not settled is taken back. Runs inside the transaction of the departure.
    """
    HandOver.objects.filter(to=membership, state=HandOverState.OFFERED).update(
        state=HandOverState.DECLINED, settled_at=now
    )
    for forum in (
        Forum.objects.select_for_update().filter(named_adult=membership).exclude(state=ForumState.CLOSED)
    ):
        HandOver.objects.create(
            forum=forum,
            offered_by=membership,
            to=actor.membership,
            state=HandOverState.ACCEPTED,
            created_at=now,
            settled_at=now,
        )
        forum.named_adult, forum.accepted_at = actor.membership, now
        forum.save(update_fields=["named_adult", "accepted_at"])
        audit.record(
            action="forums.inherit_duty", now=now, actor=actor, community=actor.community, thing=forum
        )
