"""Readers of published editions: what everybody may read."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from committees.enums import PlanState
from committees.models import Plan, PlanEdition
from committees.slots import slot, slot_pattern
from forums.discussion.models import Perspective
from mobilize.kernel.gathered import Gathered
from people.actors import Actor
from people.block_queries import hidden_from
from people.models import Community

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Numbers(TypedDict):
        all_numbers: list[dict]  # of all editions of the same plan

    ToldEdition = WithAnnotations[PlanEdition, _Numbers]


@dataclass(frozen=True)
class PublicEdition:
    """One edition for anybody to read. ``html`` is safe; ``body`` is its structure, with voices by public id.

    ``numbers`` are all the plan's editions, oldest first; ``redactions`` are (voice, reason, at, old_sha256) lines.
    """

    title: str
    summary: str
    number: int
    numbers: list[int]
    published_at: datetime
    language: str
    html: SafeString
    body: dict
    changes: list[str]
    redactions: list[dict]
    sha256: str


def edition_for_public(plan: Plan, number: int | None = None) -> PublicEdition | None:
    """Return the edition of that number, or the latest; None if there is none. One query."""
    every = PlanEdition.objects.filter(plan=OuterRef("plan")).order_by("number")
    found = plan.editions.annotate(all_numbers=Gathered(every, "number")).order_by("-number")
    edition = (found if number is None else found.filter(number=number)).first()
    return public_edition(edition) if edition else None


def edition_read_by(actor: Actor, edition: PublicEdition) -> PublicEdition:
    """Return the edition with the words of whomever ``actor`` hid folded away (rule 10).

    Nobody else's page changes, and nothing is asked for whoever hid nobody. The public page, which knows no reader,
    quotes them without any name.
    """
    hidden = hidden_from(actor)
    if not hidden:
        return edition
    cited = {voice["id"] for goal in edition.body["goals"] for voice in goal["voices"]}
    folded = Perspective.objects.filter(public_id__in=cited, byline__in=hidden)
    html: str = edition.html
    with translation.override(edition.language):
        instead = format_html('<p class="quiet">{}</p>', _("You hid what this person says."))
        for voice in folded.values_list("public_id", flat=True):
            words = slot(voice, instead)
            html = re.sub(slot_pattern(voice), lambda _match: words, html, flags=re.DOTALL)  # noqa: B023
    return replace(edition, html=mark_safe(html))


def public_edition(edition: "ToldEdition") -> PublicEdition:
    """Return what everybody may read of an edition."""
    return PublicEdition(
        title=edition.title,
        summary=edition.body["summary"],
        number=edition.number,
        numbers=[line["number"] for line in edition.all_numbers],
        published_at=edition.published_at,
        language=edition.language,
        html=mark_safe(edition.html),
        body=edition.body,
        changes=edition.changes,
        redactions=edition.redactions,
        sha256=edition.sha256,
    )


def editions_of(plan: Plan) -> QuerySet[PlanEdition]:
    """The plan's editions, the latest first, without their pages."""
    return plan.editions.defer("html", "body").order_by("-number")


def published_plans(community: Community) -> list[Plan]:
    """Plans of the community that have an edition, the latest first: for its public pages."""
    return list(Plan.objects.filter(community=community, state=PlanState.PUBLISHED))


def intact(edition: PlanEdition) -> bool:
    """Tell whether the page of the edition still has the hash that was written down with it."""
    return hashlib.sha256(edition.html.encode()).hexdigest() == edition.sha256
