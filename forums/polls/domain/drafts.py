"""Preparing a goal poll: its words, its rules and its goals, until it opens."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from forums.discussion.enums import PostState
from forums.discussion.models import Forum, Perspective
from forums.polls.enums import MethodName, PollState, TieRule
from forums.polls.models import GoalPoll, Option, OptionVoice
from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.enums import Band

MOST_OPTIONS = 30


def _draft(poll: GoalPoll) -> GoalPoll:
    """Return the poll, locked, while it may still be changed."""
    poll = (
        GoalPoll.objects.select_for_update(of=("self",)).select_related("forum", "community").get(pk=poll.pk)
    )
    if poll.state != PollState.DRAFT:
        raise Refused("poll_not_draft")
    return poll


def _words(
    raw: str, field: str, model, *, by: Actor, of: GoalPoll, was: str = "", needed: bool = True
) -> str:
    words = text.tidy(raw)
    if needed and not words:
        raise Refused("text_empty", field=field)
    limit = model._meta.get_field(field).max_length
    if limit and len(words) > limit:
        raise Refused("text_too_long", field=field, length=len(words), limit=limit)
    url = f"/c/{by.community.slug}/polls/"
    set_aside.look_at(
        by,
        words,
        was=was,
        field=field,
        place=of.question if of.pk else by.community.name,
        url=f"{url}{of.public_id}/" if of.pk else url,
    )
    return words


@set_aside.kept
@transaction.atomic
def create(
    actor: Actor,
    *,
    question: str,
    introduction: str = "",
    forum: Forum | None = None,
    bands: list[str] | None = None,
    method: str = MethodName.APPROVAL,
    winners: int = 1,
    quorum: int | None = None,
    tie_rule: str = TieRule.ALL_FORWARD,
    closes_at: datetime | None = None,
    now: datetime,
) -> GoalPoll:
    """Make a poll as a draft in the actor's community. With a forum, its options may cite what was said there.

    ``quorum`` is a percentage of the electorate, or None. The poll opens through ``voting.open_poll``.
    """
    require(actor, "polls.create_poll", actor.community)
    poll = GoalPoll(community=actor.community, created_at=now)
    if forum is not None:
        require(actor, "forums.read_forum", forum)
        poll.forum = forum
    _fill(actor, poll, question, introduction, bands or [], method, winners, quorum, tie_rule, closes_at)
    poll.save()
    audit.record(action="polls.create_poll", now=now, actor=actor, community=actor.community, thing=poll)
    return poll


@set_aside.kept
@transaction.atomic
def describe(
    actor: Actor,
    *,
    poll: GoalPoll,
    question: str,
    introduction: str,
    bands: list[str],
    method: str,
    winners: int,
    quorum: int | None,
    tie_rule: str,
    closes_at: datetime | None,
    now: datetime,
) -> GoalPoll:
    """Change the words and rules of a draft. Errors: ``poll_not_draft`` once it has opened."""
    require(actor, "polls.lead_poll", poll)
    poll = _draft(poll)
    _fill(actor, poll, question, introduction, bands, method, winners, quorum, tie_rule, closes_at)
    poll.save()
    audit.record(action="polls.describe_poll", now=now, actor=actor, community=actor.community, thing=poll)
    return poll


def _fill(actor, poll, question, introduction, bands, method, winners, quorum, tie_rule, closes_at) -> None:
    poll.introduction = _words(
        introduction, "introduction", GoalPoll, by=actor, of=poll, was=poll.introduction, needed=False
    )
    poll.question = _words(question, "question", GoalPoll, by=actor, of=poll, was=poll.question)
    if set(bands) - set(Band.values):
        raise Refused("bands_unknown", field="bands")
    if poll.forum and poll.forum.bands:
        # Whoever votes must be able to read what the goals cite.
        if set(bands) - set(poll.forum.bands):
            raise Refused("bands_wider_than_forum", field="bands")
        bands = bands or poll.forum.bands
    if method not in MethodName.values:
        raise Refused("poll_rule_unknown", field="method")
    if tie_rule not in TieRule.values:
        raise Refused("poll_rule_unknown", field="tie_rule")
    if not 1 <= winners <= MOST_OPTIONS:
        raise Refused("winners_too_many", field="winners")
    if quorum is not None and not 0 <= quorum <= 100:
        raise Refused("poll_quorum_unknown", field="quorum")
    poll.bands, poll.method, poll.winners = sorted(set(bands)), method, winners
    poll.quorum, poll.tie_rule, poll.closes_at = quorum, tie_rule, closes_at


@set_aside.kept
@transaction.atomic
def add_option(
    actor: Actor,
    *,
    poll: GoalPoll,
    title: str,
    description: str = "",
    voices: list[str] | None = None,
    now: datetime,
) -> Option:
    """Add a goal to a draft. ``voices`` are public ids of published perspectives of the poll's forum.

    Errors: ``option_exists``, ``options_too_many``, ``poll_not_draft``; ``not_found`` for a voice from elsewhere.
    """
    require(actor, "polls.lead_poll", poll)
    poll = _draft(poll)
    if poll.options.count() >= MOST_OPTIONS:
        raise Refused("options_too_many", limit=MOST_OPTIONS)
    place = poll.options.aggregate(last=Max("position"))["last"] or 0
    option = Option(poll=poll, position=place + 1)
    _write(actor, option, title, description, voices or [])
    audit.record(action="polls.add_option", now=now, actor=actor, community=actor.community, thing=option)
    return option


@set_aside.kept
@transaction.atomic
def change_option(
    actor: Actor, *, option: Option, title: str, description: str, voices: list[str], now: datetime
) -> Option:
    """Change a goal of a draft: its words, and the voices it cites (``voices`` is the whole new list)."""
    require(actor, "polls.lead_poll", option.poll)
    _draft(option.poll)
    _write(actor, option, title, description, voices)
    audit.record(action="polls.change_option", now=now, actor=actor, community=actor.community, thing=option)
    return option


@transaction.atomic
def remove_option(actor: Actor, *, option: Option, now: datetime) -> None:
    """Take a goal out of a draft."""
    require(actor, "polls.lead_poll", option.poll)
    _draft(option.poll)
    audit.record(action="polls.remove_option", now=now, actor=actor, community=actor.community, thing=option)
    option.delete()


def _write(actor: Actor, option: Option, title: str, description: str, voices: list[str]) -> None:
    poll = option.poll
    option.title = _words(title, "title", Option, by=actor, of=poll, was=option.title)
    option.description = _words(
        description, "description", Option, by=actor, of=poll, was=option.description, needed=False
    )
    wanted = set(voices)
    found: list[Perspective] = []
    if option.poll.forum_id:
        published = Perspective.objects.filter(forum_id=option.poll.forum_id, state=PostState.PUBLISHED)
        found = list(published.filter(public_id__in=wanted))
    if len(found) != len(wanted):
        raise Refused("not_found", field="voices")
    try:
        with transaction.atomic():
            option.save()
    except IntegrityError:
        raise Refused("option_exists", field="title") from None
    option.voices.exclude(perspective__in=found).delete()
    OptionVoice.objects.bulk_create(
        [OptionVoice(option=option, perspective=perspective) for perspective in found], ignore_conflicts=True
    )


@set_aside.kept
@transaction.atomic
def start_again(actor: Actor, *, poll: GoalPoll, now: datetime) -> GoalPoll:
    """Make a new draft with the words, rules and goals of an earlier poll, for instance of one that ended void."""
    require(actor, "polls.lead_poll", poll)
    again = create(
        actor,
        question=poll.question,
        introduction=poll.introduction,
        forum=poll.forum,
        bands=poll.bands,
        method=poll.method,
        winners=poll.winners,
        quorum=poll.quorum,
        tie_rule=poll.tie_rule,
        now=now,
    )
    for option in poll.options.all():
        cited = option.voices.filter(perspective__state=PostState.PUBLISHED)
        add_option(
            actor,
            poll=again,
            title=option.title,
            description=option.description,
            voices=list(cited.values_list("perspective__public_id", flat=True)),
            now=now,
        )
    return again
