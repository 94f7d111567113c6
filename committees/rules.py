"""Who sees, runs and leads a committee, and who publishes its plans."""

from datetime import date

from django.db.models import OuterRef

from committees.enums import RUNNING_ROLES, PlanState
from committees.models import ActionItem, Committee, Decision, Plan, PlanEdition, PlanGoal, Seat
from mobilize.kernel.authority import rule
from mobilize.kernel.gathered import Gathered
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.rules import cleared_adult, may_read_voices, may_write, of_community, with_role

FOUNDERS = (Role.ORGANIZER, Role.ADMINISTRATOR)
LEADERS = (*FOUNDERS, Role.FACILITATOR)


def committee_of(thing) -> Committee:
    """The committee that a seat, meeting, decision, action, plan, goal or edition belongs to."""
    if isinstance(thing, Committee):
        return thing
    if isinstance(thing, Decision):
        return thing.meeting.committee
    if isinstance(thing, PlanGoal | PlanEdition):
        return thing.plan.committee
    return thing.committee


def seats_told():
    """The seats of a membership that are not closed: told with each request's actor, so that rules ask nothing more."""
    seats = Seat.objects.filter(holder=OuterRef("pk"), closed_at=None).order_by("id")
    return Gathered(seats, "pk", "committee_id", "holder_id", "side", "role", "begins_on", "ends_on")


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _held(actor, committee: Committee) -> Seat | None:
    told = actor.told.get("seats")
    if told is None:
        return committee.seats.filter(holder=actor.membership, closed_at=None).order_by("id").first()
    mine = next((line for line in told if line["committee_id"] == committee.pk), None)
    if mine is None:
        return None
    days = {name: _day(mine[name]) for name in ("begins_on", "ends_on")}
    seat = Seat(**mine | days)
    seat.committee = committee
    return seat


def seat_of(actor, committee: Committee) -> Seat | None:
    """The seat that the actor holds today in this committee: rights in it and nowhere else."""
    held = _held(actor, committee)
    today = actor.at.astimezone(actor.community.zone).date()
    return held if held and held.held_on(today) else None


def runs(actor, committee: Committee) -> bool:
    return actor.has(*LEADERS) or runs_from(actor, seat_of(actor, committee))


def runs_from(actor, seat: Seat | None) -> bool:
    """Tell whether the actor runs meetings, for whoever knows their seat already."""
    return actor.has(*LEADERS) or bool(seat and seat.role in RUNNING_ROLES)


@rule("committees.see_committees")
def _see_committees(actor, community):
    of_community(actor, community)


@rule("committees.create_committee")
def _create(actor, community):
    of_community(actor, community)
    with_role(actor, *FOUNDERS)
    cleared_adult(actor)


@rule("committees.lead_committee")
def _lead(actor, thing):
    of_community(actor, committee_of(thing))
    with_role(actor, *FOUNDERS)
    cleared_adult(actor)


@rule("committees.see_workspace")
def _see_workspace(actor, thing):
    committee = committee_of(thing)
    of_community(actor, committee)
    if not actor.has(*LEADERS) and seat_of(actor, committee) is None:
        raise Refused("not_found")
    cleared_adult(actor)


@rule("committees.run_meeting")
def _run_meeting(actor, thing):
    _see_workspace(actor, thing)
    if not runs(actor, committee_of(thing)):
        raise Refused("not_found")
    may_write(actor)


@rule("committees.attend")
def _attend(actor, seat):
    """The holder says so, or whoever runs the meeting."""
    _see_workspace(actor, seat)
    may_write(actor)
    own = seat_of(actor, seat.committee)
    if not runs(actor, seat.committee) and (own is None or own.pk != seat.pk):
        raise Refused("not_found")


@rule("committees.read_decision")
def _read_decision(actor, decision):
    """The committee, and everybody in whose forums the voices were heard: a decision answers them."""
    of_community(actor, decision.meeting.committee)
    if actor.has(*LEADERS) or seat_of(actor, decision.meeting.committee):
        cleared_adult(actor)
    else:
        may_read_voices(actor)


@rule("committees.settle_action")
def _settle_action(actor, action: ActionItem):
    """The owner, or whoever runs the committee's meetings."""
    of_community(actor, action.committee)
    if action.owner_id != actor.membership.pk:
        _run_meeting(actor, action)
    cleared_adult(actor)
    may_write(actor)


@rule("committees.see_plans")
def _see_plans(actor, community):
    of_community(actor, community)


@rule("committees.read_plan")
def _read_plan(actor, thing):
    """Every member reads what is published; before that, the committee alone."""
    plan = thing if isinstance(thing, Plan) else thing.plan
    of_community(actor, plan)
    if plan.state == PlanState.DRAFT:
        _see_workspace(actor, plan)


@rule("committees.create_plan")
def _create_plan(actor, committee):
    _run_meeting(actor, committee)


@rule("committees.work_on_plan")
def _work_on_plan(actor, thing):
    _run_meeting(actor, thing)


@rule("committees.publish_plan")
def _publish(actor, thing):
    of_community(actor, committee_of(thing))
    with_role(actor, *FOUNDERS)
    cleared_adult(actor)
