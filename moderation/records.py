"""Rulings as records about their author, who can attach a statement (rule 54)."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from moderation.enums import RULING, CaseState, Outcome
from moderation.models import Case, Concern, Ruling
from people import records
from people.actors import Actor
from people.domain import holds, seal

#: What a ruling did, as its author reads it.
_SAID = {
    Outcome.RELEASE: CaseState.RELEASED,
    Outcome.RETURN: CaseState.RETURNED,
    Outcome.REMOVE: CaseState.REMOVED,
}


def of_rulings(actor: Actor) -> Iterable[records.Record]:
    """What the desk decided about the actor's own words. Two queries."""
    mine = seal.indexes_of(actor.user, community=actor.community)
    rulings = Ruling.objects.filter(case=OuterRef("pk")).order_by("-id")
    cases = Case.objects.filter(byline__seal__blind_index__in=mine).annotate(
        outcome=Subquery(rulings.values("outcome")[:1]), decided=Subquery(rulings.values("created_at")[:1])
    )
    for case in cases.exclude(decided=None).select_related("byline"):
        yield records.Record(
            kind=RULING,
            public_id=case.public_id,
            title=_("What the desk decided about your words in “%(place)s”") % {"place": case.place},
            what=str(_SAID[case.outcome].label),
            when=case.decided,
            byline=case.byline,
        )


def kept_for_concerns() -> Iterable[int]:
    """A child protection file must say whose it is: whoever has one is not erased by a program (rule 53)."""
    return Concern.objects.exclude(student=None).order_by().values_list("student", flat=True).distinct()


records.register(RULING, of_rulings)
holds.register(kept_for_concerns)
