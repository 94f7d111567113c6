"""Rulings as records about their author, who can attach a statement (rule 54)."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from moderation.domain.endings import RULING
from moderation.models import Case, Ruling
from people import records
from people.actors import Actor
from people.domain import seal


def of_rulings(actor: Actor) -> Iterable[records.Record]:
    """What the desk decided about the actor's own words. Three queries."""
    mine = seal.bylines_of(actor.user, community=actor.community)
    rulings = Prefetch("rulings", Ruling.objects.order_by("-id"))
    cases = Case.objects.filter(byline__in=mine, rulings__isnull=False).distinct()
    for case in cases.select_related("byline").prefetch_related(rulings):
        ruling = case.rulings.all()[0]
        yield records.Record(
            kind=RULING,
            public_id=case.public_id,
            title=_("What the desk decided about your words in “%(place)s”") % {"place": case.place},
            what=str(ruling.get_outcome_display()),
            when=ruling.created_at,
            byline=case.byline,
        )


records.register(RULING, of_rulings)
