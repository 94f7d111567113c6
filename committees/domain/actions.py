"""Action items: a person does something by a day, and shows that it was done."""

from datetime import date, datetime

from django.db import transaction

from committees.domain.committees import require_active, words
from committees.domain.decisions import decision_url
from committees.enums import ActionState, Outcome
from committees.models import ActionItem, Committee, Decision, PlanGoal
from committees.queries import possible_owners
from forums.discussion.domain import voices
from forums.discussion.enums import VoiceState
from forums.discussion.models import Perspective
from mobilize.kernel import audit, moves
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people.actors import Actor
from people.models import Membership


@set_aside.kept
@transaction.atomic
def assign(
    actor: Actor,
    *,
    committee: Committee,
    title: str,
    owner: Membership | None,
    due_on: date | None,
    decision: Decision | None = None,
    goal: PlanGoal | None = None,
    now: datetime,
) -> ActionItem:
    """Give somebody something to do by a day, because of a decision or for a goal of a plan.

    The owner sits in the committee, or is an adult of the community whose work is in forums. The voices behind the
    decision hear of it. Errors: ``owner_unknown``, ``due_date_missing``, ``due_date_past``, ``decision_not_adopted``;
    ``not_found`` for a decision or goal of another committee.
    """
    committee = Committee.objects.select_for_update().select_related("community").get(pk=committee.pk)
    require(actor, "committees.run_meeting", committee)
    require_active(committee)
    if goal is not None and goal.plan.committee_id != committee.pk:
        raise Refused("not_found", field="goal")
    if goal is not None and decision is None:
        decision = goal.decision
    if decision is not None:
        if decision.meeting.committee_id != committee.pk:
            raise Refused("not_found", field="decision")
        if decision.outcome != Outcome.ADOPTED:
            raise Refused("decision_not_adopted", field="decision")
    if owner is None or not any(place.pk == owner.pk for place in possible_owners(committee, now=now)):
        raise Refused("owner_unknown", field="owner")
    if due_on is None:
        raise Refused("due_date_missing", field="due_on")
    if due_on < now.astimezone(committee.community.zone).date():
        raise Refused("due_date_past", field="due_on")
    action = ActionItem.objects.create(
        committee=committee,
        decision=decision,
        goal=goal,
        title=words(title, by=actor, of=committee, field="title", limit=160),
        owner=owner,
        due_on=due_on,
        created_at=now,
    )
    _tell(action, to=VoiceState.DECIDED, now=now)
    audit.record(action="committees.assign", now=now, actor=actor, community=actor.community, thing=action)
    return action


@set_aside.kept
@transaction.atomic
def complete(actor: Actor, *, action: ActionItem, evidence: str, now: datetime) -> ActionItem:
    """Say that it is done, and what shows it.

    When nothing of its decision is left to do, the voices behind the decision are done. Errors: ``evidence_missing``,
    ``action_settled``.
    """
    return _settle(actor, action, ActionState.DONE, evidence, "evidence_missing", now)


@set_aside.kept
@transaction.atomic
def drop(actor: Actor, *, action: ActionItem, reason: str, now: datetime) -> ActionItem:
    """Say that it will not be done, and why. Errors: ``drop_reason_missing``, ``action_settled``."""
    require(actor, "committees.run_meeting", action)
    return _settle(actor, action, ActionState.DROPPED, reason, "drop_reason_missing", now)


def _settle(actor, action, to, said, missing, now) -> ActionItem:
    action = (
        ActionItem.objects.select_for_update(of=("self",))
        .select_related("committee__community", "decision__meeting__committee__community")
        .get(pk=action.pk)
    )
    require(actor, "committees.settle_action", action)
    if action.state != ActionState.OPEN:
        raise Refused("action_settled")
    said = words(said, by=actor, of=action.committee, field="evidence", empty=True)
    if not said:
        raise Refused(missing, field="evidence")
    if action.decision_id:
        # Two last actions that end together take turns here, so that one of them sees that nothing is left.
        Decision.objects.select_for_update().get(pk=action.decision_id)
    moves.move(action, to, evidence=said, settled_at=now)
    if action.decision_id:
        states = set(action.decision.actions.values_list("state", flat=True))
        if ActionState.OPEN not in states and ActionState.DONE in states:
            _tell(action, to=VoiceState.DONE, now=now)
    audit.record(
        action=f"committees.{to}",
        now=now,
        # A young person's word stands in the action item, not in the trail.
        actor=None if actor.is_youth else actor,
        community=actor.community,
        thing=action,
    )
    return action


def _tell(action: ActionItem, *, to: str, now: datetime) -> None:
    if action.decision is None:
        return
    behind = Perspective.objects.filter(decision_voices__decision=action.decision)
    cause = voices.Cause("action", action.public_id, action.title, decision_url(action.decision))
    voices.advance(behind, to=to, cause=cause, now=now)
