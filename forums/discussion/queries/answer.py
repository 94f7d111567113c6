"""An answer's own page: what it answers, the reader's own words among that, and where all of it went."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from forums.discussion.enums import FURTHEST, PostState
from forums.discussion.models import Answer, AnswerRead, Perspective, VoiceStep
from forums.discussion.queries.cards import Card, Speaker, speakers
from forums.discussion.queries.mine import adult_speaker
from mobilize.kernel.together import together
from people.actors import Actor, chief_of
from people.block_queries import hidden_from
from people.domain import seal
from people.enums import Role, ScopeKind
from people.queries import grants_now


@dataclass(frozen=True)
class AnswerPage:
    """An answer with what it answers, the viewer's own words among them, and where it all went."""

    speaker: Speaker
    own: list[Perspective]
    sources: list[Card]
    beyond: int
    way: list[VoiceStep]
    verdict: str
    read_at: datetime | None


SOURCES_SHOWN = 20


def answer_as_seen_by(actor: Actor, answer: Answer) -> AnswerPage:
    """Return everything an answer's page shows to ``actor``. One query, three for names."""
    forum = answer.forum
    index = seal.own_index(actor.user, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)
    answered = (
        Q(pk=answer.perspective_id) if answer.perspective_id else Q(theme_sources__theme=answer.theme_id)
    )
    sources = Perspective.objects.filter(answered, state=PostState.PUBLISHED).select_related("byline")
    mine = sources.filter(byline__seal__blind_index=index)
    others = sources.exclude(pk__in=mine.values("pk"))
    if hidden := hidden_from(actor):  # rule 10: the answer comes through, and not what was hidden of it
        others = others.exclude(byline__in=hidden)
    # Where the viewer's own words went, or else where all of them went.
    steps = VoiceStep.objects.filter(
        Q(perspective__in=mine.values("pk")) | Q(~Exists(mine), perspective__in=sources.values("pk"))
    )
    counted = others.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    told = together(
        own=mine.order_by("id"),
        shown=others.order_by("position")[:SOURCES_SHOWN],
        counted=Answer.objects.filter(pk=answer.pk).annotate(
            others=Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), 0)
        ),
        steps=steps.exclude(cause_kind__in=("forum", "answer")).order_by("id"),
        reads=AnswerRead.objects.filter(answer=answer, byline__seal__blind_index=index).order_by("id"),
        roles=grants_now(actor.at).filter(membership=answer.by_id).order_by("id"),
    )
    shown = told["shown"]
    names = speakers([post.byline for post in shown], forum=forum, own=None)
    way: dict[tuple[str, str], VoiceStep] = {}
    for step in told["steps"]:
        way.setdefault((step.cause_kind, step.cause_id), step)
    read = told["reads"][0] if told["reads"] else None
    held = chief_of({grant.role for grant in told["roles"]})
    return AnswerPage(
        speaker=adult_speaker(answer, str(Role(held).label) if held else ""),
        own=told["own"],
        sources=[Card(post=post, kind="perspective", speaker=names[post.byline_id]) for post in shown],
        beyond=max(0, told["counted"][0].others - len(shown)),
        way=sorted(way.values(), key=lambda step: (FURTHEST[step.to], step.pk)),
        verdict=read.verdict if read else "",
        read_at=read.read_at if read else None,
    )
