"""Summing up in themes, and answering: the two duties adults have towards a voice."""

import unicodedata
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.http import url_has_allowed_host_and_scheme

from forums.discussion.domain import telling, voices
from forums.discussion.enums import AnswerKind, PostState, Verdict, VoiceState
from forums.discussion.models import Answer, AnswerRead, Forum, Perspective, Theme, ThemeSource
from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind
from people.models import Byline


def _forum_url(forum: Forum) -> str:
    return f"/c/{forum.community.slug}/forums/{forum.public_id}/"


def theme_url(theme: Theme) -> str:
    return f"/c/{theme.forum.community.slug}/forums/{theme.forum.public_id}/themes/{theme.public_id}/"


@set_aside.kept
@transaction.atomic
def make_theme(
    actor: Actor, *, forum: Forum, title: str, summary: str = "", sources: list[str], now: datetime
) -> Theme:
    """Sum up what several perspectives say. ``sources`` are public ids of published perspectives of this forum.

    Errors: ``text_empty``, ``sources_missing``, ``theme_exists``; ``not_found`` for a source from elsewhere.
    """
    require(actor, "forums.lead_forum", forum)
    title = text.tidy(title)
    if not title:
        raise Refused("text_empty", field="title")
    if len(title) > 120:
        raise Refused("text_too_long", field="title", length=len(title), limit=120)
    summary = text.tidy(summary)
    for field, words in (("title", title), ("summary", summary)):
        set_aside.look_at(actor, words, field=field, place=forum.question, url=_forum_url(forum))
    try:
        with transaction.atomic():
            theme = Theme.objects.create(
                forum=forum, title=title, summary=summary, made_by=actor.membership, created_at=now
            )
    except IntegrityError:
        raise Refused("theme_exists", field="title") from None
    _add(theme, sources, now=now)
    audit.record(action="forums.make_theme", now=now, actor=actor, community=actor.community, thing=theme)
    return theme


@transaction.atomic
def add_sources(actor: Actor, *, theme: Theme, sources: list[str], now: datetime) -> Theme:
    """Let the theme rest on more perspectives. Sources are never taken away again."""
    require(actor, "forums.lead_forum", theme.forum)
    _add(theme, sources, now=now)
    audit.record(action="forums.add_sources", now=now, actor=actor, community=actor.community, thing=theme)
    return theme


def _add(theme: Theme, sources: list[str], *, now: datetime) -> None:
    wanted = set(sources)
    if not wanted:
        raise Refused("sources_missing", field="sources")
    found = list(
        Perspective.objects.filter(forum=theme.forum, public_id__in=wanted, state=PostState.PUBLISHED)
    )
    if len(found) != len(wanted):
        raise Refused("not_found", field="sources")
    ThemeSource.objects.bulk_create(
        [ThemeSource(theme=theme, perspective=perspective) for perspective in found], ignore_conflicts=True
    )
    cause = voices.Cause("theme", theme.public_id, theme.title, theme_url(theme))
    voices.advance(found, to=VoiceState.IN_DISCUSSION, cause=cause, now=now)


@set_aside.kept
@transaction.atomic
def answer(
    actor: Actor,
    *,
    to: Theme | Perspective,
    heard: str,
    kind: str,
    act: str,
    because: str,
    by_when: date | None,
    plan_url: str = "",
    now: datetime,
) -> Answer:
    """Answer a theme or a single perspective, in four filled parts; its voices hear of it.

    ``plan_url`` is a path of this site, or nothing.
    Errors: ``answer_incomplete`` (a part is empty), ``answer_copied`` (the words stand in another answer, or
    two parts say the same), ``answered_already``, ``not_the_named_adult``, ``plan_url_foreign``.
    """
    require(actor, "forums.answer", to)
    parts = {"heard": text.tidy(heard), "act": text.tidy(act), "because": text.tidy(because)}
    for name, words in parts.items():
        if not any(unicodedata.category(letter)[0] in "LN" for letter in words):
            raise Refused("answer_incomplete", field=name)
    if kind not in AnswerKind.values:
        raise Refused("answer_incomplete", field="kind")
    if by_when is None:
        raise Refused("answer_incomplete", field="by_when")
    plan_url = plan_url.strip()
    if plan_url and not (url_has_allowed_host_and_scheme(plan_url, None) and plan_url.startswith("/")):
        raise Refused("plan_url_foreign", field="plan_url")
    if len(plan_url) > 200:
        raise Refused("text_too_long", field="plan_url", length=len(plan_url), limit=200)
    forum = Forum.objects.select_for_update().select_related("community").get(pk=to.forum_id)
    _refuse_copies(forum, to, parts)
    for name, words in parts.items():
        set_aside.look_at(actor, words, field=name, place=forum.question, url=_forum_url(forum))
    target = {"theme": to} if isinstance(to, Theme) else {"perspective": to}
    if Answer.objects.filter(**target).exists():
        raise Refused("answered_already")
    given = Answer.objects.create(
        forum=forum,
        kind=kind,
        by_when=by_when,
        by=actor.membership,
        plan_url=plan_url,
        created_at=now,
        **parts,
        **target,
    )
    heard_voices = sources_of(to)
    cause = voices.Cause("answer", given.public_id, text.excerpt(given.act), answer_url(given))
    state = VoiceState.IN_DISCUSSION if kind == AnswerKind.WILL else VoiceState.DECLINED
    voices.advance(heard_voices, to=state, cause=cause, now=now)
    telling.of_answer(heard_voices, answer_id=given.public_id, link=answer_url(given), now=now)
    audit.record(action="forums.answer", now=now, actor=actor, community=actor.community, thing=given)
    return given


def answer_url(given: Answer) -> str:
    return f"/c/{given.forum.community.slug}/answers/{given.public_id}/"


def sources_of(thing: Theme | Perspective) -> list[Perspective]:
    """The perspectives that an answer to ``thing`` answers."""
    if isinstance(thing, Perspective):
        return [thing]
    return list(Perspective.objects.filter(theme_sources__theme=thing))


def _same(words: str) -> str:
    return " ".join(
        "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", words)).casefold().split()
    )


def _refuse_copies(forum: Forum, to, parts: dict[str, str]) -> None:
    plain = {name: _same(words) for name, words in parts.items()}
    if len(set(plain.values())) < len(plain):
        raise Refused("answer_copied", field="because")
    if any(_same(source.body) == plain["heard"] for source in sources_of(to)):
        raise Refused("answer_copied", field="heard")
    others = Answer.objects.filter(forum__community_id=forum.community_id).values("heard", "act", "because")
    for other in others.iterator():
        for name in ("heard", "because"):
            if _same(other[name]) == plain[name]:
                raise Refused("answer_copied", field=name)


def _own_byline(actor: Actor, given: Answer) -> Byline | None:
    """Return the actor's byline if the answer answers words of theirs that others can read."""
    byline = seal.own_byline(actor, scope_kind=ScopeKind.FORUM, scope_id=given.forum.public_id)
    if byline is None:
        return None
    answered = Q(pk=given.perspective_id) if given.perspective_id else Q(theme_sources__theme=given.theme_id)
    mine = Perspective.objects.filter(answered, byline=byline, state=PostState.PUBLISHED)
    return byline if mine.exists() else None


@transaction.atomic
def mark_read(actor: Actor, *, given: Answer, now: datetime) -> None:
    """Note that the author of an answered voice read the answer: the unread mark goes away.

    For somebody whose voice it does not answer nothing is noted.
    """
    require(actor, "forums.read_forum", given)
    byline = _own_byline(actor, given)
    if byline is not None:
        AnswerRead.objects.get_or_create(answer=given, byline=byline, defaults={"read_at": now})


@transaction.atomic
def judge(actor: Actor, *, given: Answer, verdict: str, now: datetime) -> None:
    """Let the author of an answered voice say whether the answer answers it; the last word counts."""
    require(actor, "forums.read_forum", given)
    byline = _own_byline(actor, given)
    if byline is None:
        raise Refused("not_your_answer")
    if verdict not in Verdict.values:
        raise Refused("verdict_unknown")
    AnswerRead.objects.update_or_create(
        answer=given,
        byline=byline,
        defaults={"verdict": verdict},
        create_defaults={"verdict": verdict, "read_at": now},
    )
