"""The forum's own pages: the list of forums, a forum, one perspective."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.discussion.enums import ForumState, NameMode, PostState, VoiceState
from forums.discussion.models import Answer, Draft, Forum, HandOver, Perspective, Theme, VoiceStep, Welcome
from forums.discussion.queries.cards import Card, Speaker, cards_of, own_cards, speakers, with_standing
from forums.discussion.rules import LEADERS
from people import queries as people_queries
from people.actors import Actor, chief_of
from people.domain import seal
from people.enums import Role, ScopeKind
from people.models import Byline, Membership

PAGE = 50


def own_byline(actor: Actor, forum: Forum) -> Byline | None:
    return seal.own_byline(actor, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)


@dataclass(frozen=True)
class ForumPage:
    """One page of a forum's perspectives, newest first; ``newer`` and ``older`` are positions to go on from."""

    cards: list[Card]
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class ForumList:
    forums: list[Forum]
    newer: str | None
    older: str | None


def forums_visible_to(actor: Actor, *, before: str = "", after: str = "") -> ForumList:
    """Return the forums the actor may know of, newest first, each with ``voices`` and ``answered`` counts."""
    found = Forum.objects.filter(community=actor.community).select_related("named_adult__user", "community")
    if not actor.has(*LEADERS):
        asked = HandOver.objects.filter(forum=OuterRef("pk"), to=actor.membership, state="offered")
        found = found.filter(~Q(state=ForumState.DRAFT) | Q(named_adult=actor.membership) | Exists(asked))
    if actor.is_youth:
        found = found.filter(pk__in=_pks_for_band(actor))
    rows, newer, older = _keyset(
        found.annotate(
            voices=Count("perspectives", filter=Q(perspectives__state=PostState.PUBLISHED)),
        ),
        "public_id",
        before=_pk_of(found, before),
        after=_pk_of(found, after),
    )
    return ForumList(rows, newer, older)


def _pks_for_band(actor: Actor) -> list[int]:
    # A list inside JSON is looked through here: the two databases search it in different ways.
    rows = Forum.objects.filter(community=actor.community).values_list("pk", "bands")
    return [pk for pk, bands in rows if not bands or actor.band in bands]


def _pk_of(found, public_id: str) -> int | None:
    return found.filter(public_id=public_id).values_list("pk", flat=True).first() if public_id else None


def _keyset(found, name: str, *, before: int | None, after: int | None, key: str = "pk") -> tuple:
    """Return one page of ``found`` by descending ``key``, and the ``name`` to go on from, newer and older."""
    if after is not None:
        rows = list(found.filter(**{f"{key}__gt": after}).order_by(key)[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return (
            rows,
            getattr(rows[0], name) if more and rows else None,
            getattr(rows[-1], name) if rows else None,
        )
    if before is not None:
        found = found.filter(**{f"{key}__lt": before})
    rows = list(found.order_by(f"-{key}")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    newer = getattr(rows[0], name) if before is not None and rows else None
    return rows, newer, getattr(rows[-1], name) if more else None


def perspectives_visible_to(
    actor: Actor,
    forum: Forum,
    *,
    own: Byline | None,
    before: int | None = None,
    after: int | None = None,
    theme: Theme | None = None,
) -> ForumPage:
    """Return one page of what is published in ``forum`` (or in one theme of it), as ``actor`` sees it, by position."""
    found = forum.perspectives.filter(state=PostState.PUBLISHED)
    if theme is not None:
        found = found.filter(theme_sources__theme=theme)
    published = with_standing(found, own=own)
    rows, newer, older = _keyset(published, "position", before=before, after=after, key="position")
    return ForumPage(cards_of(rows, forum=forum, own=own), newer, older)


def waiting_posts(forum: Forum, own: Byline | None) -> list[Card]:
    """Return the viewer's own perspectives that wait for a person or came back."""
    if own is None:
        return []
    unseen = Perspective.objects.filter(
        forum=forum, byline=own, state__in=(PostState.HELD, PostState.RETURNED)
    )
    return own_cards(unseen.order_by("-id"), forum=forum, own=own)


@dataclass(frozen=True)
class Turn:
    """What the viewer needs to speak: the byline's name, the words kept for them, whether they read the welcome."""

    speaker: Speaker | None
    draft: str
    draft_saved_at: object
    welcomed: bool


def your_turn(actor: Actor, forum: Forum, own: Byline | None, perspective: Perspective | None = None) -> Turn:
    if own is None:
        needs = actor.is_youth and forum.name_mode == NameMode.PSEUDONYMOUS
        return Turn(None, "", None, not needs)
    draft = Draft.objects.filter(byline=own, forum=forum, perspective=perspective).first()
    welcomed = (
        not actor.is_youth
        or forum.name_mode != NameMode.PSEUDONYMOUS
        or Welcome.objects.filter(byline=own).exists()
    )
    speaker = speakers([own], forum=forum, own=own)[own.pk]
    return Turn(speaker, draft.body if draft else "", draft.saved_at if draft else None, welcomed)


@dataclass(frozen=True)
class Readers:
    """Who can see a forum: how many students, and each adult by name and role (rule 2)."""

    students: int
    adults: list[tuple[str, str]]
    leads: int


def adults_who_read(actor: Actor, forum: Forum) -> Readers:
    """Return who can see what is written in ``forum``. Three queries."""
    adults = people_queries.verified_adults(actor.community, now=actor.at).prefetch_related("role_grants")
    held = [
        (place.user.name, {grant.role for grant in place.role_grants.all() if _in_force(grant, actor)})
        for place in adults
    ]
    students = people_queries.members_with_role(actor.community, Role.STUDENT, now=actor.at)
    if forum.bands:
        students = students.filter(band__in=forum.bands)
    return Readers(
        students=students.count(),
        adults=[(name, str(Role(chief_of(roles)).label)) for name, roles in held],
        leads=sum(Role.SAFEGUARDING_LEAD in roles for _name, roles in held),
    )


def _in_force(grant, actor: Actor) -> bool:
    return grant.ends_at is None or grant.ends_at > actor.at


def roles_of(memberships: list[Membership], *, now) -> dict[int, str]:
    """Return the word for each member's chief role, as it stands now, by membership id. One query."""
    held: dict[int, set] = {place.pk: set() for place in memberships}
    rows = people_queries.grants_now(now).filter(membership__in=held)
    for pk, role in rows.order_by().values_list("membership", "role"):
        held[pk].add(role)
    return {pk: str(Role(chief_of(roles)).label) if roles else "" for pk, roles in held.items()}


def themes_of(forum: Forum) -> list[Theme]:
    """Return the themes of ``forum`` with how many voices each has and its answer. One query."""
    return list(
        forum.themes.select_related("answer")
        .annotate(voices=Count("sources", filter=Q(sources__perspective__state=PostState.PUBLISHED)))
        .order_by("id")
    )


def perspective_page(actor: Actor, perspective: Perspective, own: Byline | None) -> Card:
    """Return one perspective with all its replies, or the author's own words with what the desk says."""
    if perspective.state != PostState.PUBLISHED:
        return own_cards([perspective], forum=perspective.forum, own=own)[0]
    found = with_standing(Perspective.objects.filter(pk=perspective.pk), own=own)
    return cards_of(found, forum=perspective.forum, own=own, every_reply=True)[0]


def own_replies_waiting(perspective: Perspective, own: Byline | None) -> list[Card]:
    if own is None:
        return []
    unseen = perspective.replies.filter(byline=own, state__in=(PostState.HELD, PostState.RETURNED))
    return own_cards(unseen, forum=perspective.forum, own=own)


def steps_of(perspective: Perspective) -> list[VoiceStep]:
    """Return what happened to a perspective, the furthest first and the others under it."""
    furthest = {state: place for place, state in enumerate(VoiceState.values)}
    return sorted(perspective.steps.all(), key=lambda step: (-furthest[step.to], step.pk))


def how_far(forum: Forum, themes: list[Theme]) -> list[dict]:
    """Return the steps that ``chain_steps`` draws: how far this forum's voices have come. Two queries."""
    published = Perspective.objects.filter(forum=forum, state=PostState.PUBLISHED)
    total = published.aggregate(voices=Count("pk"), people=Count("byline", distinct=True))
    causes: dict[str, list] = {}
    rows = VoiceStep.objects.filter(
        perspective__forum=forum, cause_kind__in=("goal", "decision", "action", "plan")
    )
    for kind, _id, title, url in (
        rows.order_by("cause_kind", "cause_id")
        .values_list("cause_kind", "cause_id", "cause_title", "cause_url")
        .distinct()
    ):
        causes.setdefault(kind, []).append((title, url))
    answered = sum(hasattr(theme, "answer") for theme in themes)
    alone = Answer.objects.filter(forum=forum, perspective__isnull=False).count()
    steps = [
        _step(
            "voice",
            ngettext("%(count)d perspective", "%(count)d perspectives", total["voices"])
            % {"count": total["voices"]},
            ngettext("from %(count)d person", "from %(count)d people", total["people"])
            % {"count": total["people"]},
            reached=total["voices"] > 0,
        ),
        _step(
            "theme",
            ngettext("%(count)d theme", "%(count)d themes", len(themes)) % {"count": len(themes)}
            if themes
            else _("Themes"),
            reached=bool(themes),
        ),
    ]
    for kind, name in (
        ("goal", _("Goal")),
        ("decision", _("Decision")),
        ("action", _("Action")),
        ("plan", _("Plan")),
    ):
        found = causes.get(kind, [])
        title, url = found[-1] if found else ("", "")
        steps.append(_step(kind, name, title, url=url, reached=bool(found)))
    steps.append(
        _step(
            "answer",
            _("Answer"),
            _answers_note(forum, answered, len(themes), alone),
            reached=bool(answered or alone),
        )
    )
    reached = [step for step in steps if step["reached"]]
    if reached:
        reached[-1]["now"] = True
    return steps


def _step(kind: str, title: str, note: str = "", *, url: str = "", reached: bool) -> dict:
    return {"kind": kind, "title": title, "note": note, "url": url, "reached": reached, "now": False}


def _answers_note(forum: Forum, answered: int, themes: int, alone: int) -> str:
    if answered and not alone:
        return _("%(answered)d of %(themes)d themes answered.") % {"answered": answered, "themes": themes}
    if answered or alone:
        return _("%(answered)d of %(themes)d themes answered, and %(alone)d single voices.") % {
            "answered": answered,
            "themes": themes,
            "alone": alone,
        }
    if forum.named_adult_id:
        return _("Owed by %(adult)s.") % {"adult": forum.named_adult.user.name}
    return ""
