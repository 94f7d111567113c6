"""Making a committee and giving it its words, its rules and its beginning and end."""

from datetime import datetime

from django.db import IntegrityError, transaction

from committees.enums import CommitteeKind, CommitteeState, DecisionRule, SeatRole, SeatSide
from committees.models import Committee
from mobilize.kernel import audit, moves, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor


@set_aside.kept
@transaction.atomic
def create_committee(
    actor: Actor,
    *,
    name: str,
    purpose: str,
    powers: str,
    limits: str = "",
    kind: str = CommitteeKind.ADVISORY,
    quorum_percent: int = 50,
    minimum_youth_percent: int = 50,
    decision_rule: str = DecisionRule.SIMPLE,
    now: datetime,
) -> Committee:
    """Make a committee as a draft in the actor's community.

    Errors: ``text_empty``, ``text_too_long``, ``percent_out_of_range``, ``choice_unknown``, ``committee_exists``.
    """
    require(actor, "committees.create_committee", actor.community)
    committee = Committee(community=actor.community, created_at=now)
    _fill(
        committee,
        by=actor,
        name=name,
        purpose=purpose,
        powers=powers,
        limits=limits,
        kind=kind,
        quorum_percent=quorum_percent,
        minimum_youth_percent=minimum_youth_percent,
        decision_rule=decision_rule,
    )
    audit.record(action="committees.create", now=now, actor=actor, community=actor.community, thing=committee)
    return committee


@set_aside.kept
@transaction.atomic
def describe_committee(
    actor: Actor,
    *,
    committee: Committee,
    name: str,
    purpose: str,
    powers: str,
    limits: str,
    kind: str,
    quorum_percent: int,
    minimum_youth_percent: int,
    decision_rule: str,
    now: datetime,
) -> Committee:
    """Change the words and rules of a committee that is not closed. The errors are those of making one."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    require(actor, "committees.lead_committee", committee)
    if committee.state == CommitteeState.CLOSED:
        raise Refused("committee_not_active")
    _fill(
        committee,
        by=actor,
        name=name,
        purpose=purpose,
        powers=powers,
        limits=limits,
        kind=kind,
        quorum_percent=quorum_percent,
        minimum_youth_percent=minimum_youth_percent,
        decision_rule=decision_rule,
    )
    audit.record(
        action="committees.describe",
        now=now,
        actor=actor,
        community=actor.community,
        thing=committee,
        quorum_percent=quorum_percent,
        minimum_youth_percent=minimum_youth_percent,
        decision_rule=decision_rule,
    )
    return committee


def _fill(
    committee: Committee, *, by: Actor, name: str, purpose: str, powers: str, limits: str, **rules
) -> None:
    place = committee if committee.pk else None
    limit = text.limit_of(Committee, "name")
    told = {
        "name": words(name, by=by, of=place, field="name", was=committee.name, limit=limit),
        "purpose": words(purpose, by=by, of=place, field="purpose", was=committee.purpose),
        "powers": words(powers, by=by, of=place, field="powers", was=committee.powers),
        "limits": words(limits, by=by, of=place, field="limits", was=committee.limits, empty=True),
    }
    for field, said in told.items():
        setattr(committee, field, said)
    if rules["kind"] not in CommitteeKind.values:
        raise Refused("choice_unknown", field="kind")
    if rules["decision_rule"] not in DecisionRule.values:
        raise Refused("choice_unknown", field="decision_rule")
    for field, low in (("quorum_percent", 1), ("minimum_youth_percent", 0)):
        if not isinstance(rules[field], int) or not low <= rules[field] <= 100:
            raise Refused("percent_out_of_range", field=field, low=low, high=100)
    for field, value in rules.items():
        setattr(committee, field, value)
    try:
        with transaction.atomic():
            committee.save()
    except IntegrityError:
        raise Refused("committee_exists", field="name") from None


def words(
    raw: str,
    *,
    by: Actor,
    of: Committee | None,
    field: str,
    was: str = "",
    limit: int = 4000,
    empty: bool = False,
    is_address: bool = False,
) -> str:
    """Return tidy words of at most ``limit`` letters, for ``of`` (None: a committee that is being made).

    ``was`` are the words that they follow. Errors: ``text_empty``, ``text_too_long``; those of ``set_aside.look_at``
    for words that a person must read first, so each command that calls this is ``set_aside.kept``.
    """
    tidy = text.tidy(raw)
    if not tidy and not empty:
        raise Refused("text_empty", field=field)
    if len(tidy) > limit:
        raise Refused("text_too_long", field=field, length=len(tidy), limit=limit)
    url = f"/c/{by.community.slug}/committees/"
    set_aside.look_at(
        by,
        tidy,
        was=was,
        field=field,
        place=of.name if of else by.community.name,
        url=f"{url}{of.public_id}/" if of else url,
        is_address=is_address,
    )
    return tidy


@transaction.atomic
def activate_committee(actor: Actor, *, committee: Committee, now: datetime) -> Committee:
    """Let the committee begin its work: somebody chairs it, and a young person sits in it."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    require(actor, "committees.lead_committee", committee)
    held = list(committee.seats.filter(holder__isnull=False, closed_at=None))
    chaired = any(seat.role in {SeatRole.CHAIR, SeatRole.YOUTH_CO_CHAIR} for seat in held)
    if not chaired or not any(seat.side == SeatSide.YOUTH for seat in held):
        raise Refused("committee_needs_seats")
    moves.move(committee, CommitteeState.ACTIVE)
    audit.record(
        action="committees.activate", now=now, actor=actor, community=actor.community, thing=committee
    )
    return committee


@transaction.atomic
def close_committee(actor: Actor, *, committee: Committee, now: datetime) -> Committee:
    """End the committee's work. What it decided and published stays."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    require(actor, "committees.lead_committee", committee)
    moves.move(committee, CommitteeState.CLOSED)
    audit.record(action="committees.close", now=now, actor=actor, community=actor.community, thing=committee)
    return committee


def require_active(committee: Committee) -> None:
    """Refuse what only a committee at work may do. Errors: ``committee_not_active``."""
    if committee.state != CommitteeState.ACTIVE:
        raise Refused("committee_not_active")
