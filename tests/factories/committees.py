"""Committees, their meetings, and what they decide."""

from datetime import date, timedelta

from django.utils import timezone

from committees.domain import actions, committees, decisions, editions, meetings, plans, seats
from committees.enums import CommitteeKind, DecisionRule, MeetingState, Outcome, SeatRole, SeatSide
from committees.models import Committee, Decision, Meeting, Plan, PlanEdition, Seat
from committees.quorum import Positions
from people import queries
from people.enums import Role
from people.models import Community, User
from tests.factories.people import actor, member

TERM = date(2026, 1, 1)


def organizer_of(community: Community):
    """Return an organizer of the community as an actor: the same one each time."""
    found = queries.members_with_role(community, Role.ORGANIZER, now=timezone.now()).first()
    return actor(found.user if found else member(community, Role.ORGANIZER), community)


def committee(community: Community, *, active: bool = True, chair: User | None = None, **fields) -> Committee:
    """Make a committee with a chair (a teacher), a youth co-chair and a young member, at work unless told otherwise."""
    now = timezone.now()
    organizer = organizer_of(community)
    words = {
        "name": "Lunch group",
        "purpose": "Calmer lunches.",
        "powers": "How rooms are used at lunch.",
        "limits": "The price of meals.",
        "kind": CommitteeKind.ACTION_GROUP,
        "quorum_percent": 50,
        "minimum_youth_percent": 50,
        "decision_rule": DecisionRule.SIMPLE,
    }
    made = committees.create_committee(organizer, **{**words, **fields}, now=now)
    seat(made, chair or member(community, Role.TEACHER), SeatSide.ADULT, SeatRole.CHAIR)
    seat(made, member(community), SeatSide.YOUTH, SeatRole.YOUTH_CO_CHAIR)
    seat(made, member(community), SeatSide.YOUTH)
    return committees.activate_committee(organizer, committee=made, now=now) if active else made


def seat(
    made: Committee, holder: User | None, side: str = SeatSide.YOUTH, role: str = SeatRole.MEMBER, **term
) -> Seat:
    """Add a seat and give it to ``holder``; vacant without one."""
    now = timezone.now()
    organizer = organizer_of(made.community)
    place = seats.add_seat(organizer, committee=made, side=side, role=role, now=now)
    if holder is None:
        return place
    membership = actor(holder, made.community).membership
    return seats.give_seat(organizer, seat=place, holder=membership, **{"begins_on": TERM, **term}, now=now)


def holder_of(made: Committee, role: str) -> User:
    """Return who holds the (first) seat with this role."""
    return made.seats.filter(role=role, holder__isnull=False).first().holder.user


def meeting(made: Committee, *, state: str = MeetingState.OPEN, everybody: bool = True, **fields) -> Meeting:
    """Call a meeting; it is open unless told otherwise, and everybody who has a seat is there."""
    now = timezone.now()
    organizer = organizer_of(made.community)
    words = {"title": "First meeting", "starts_at": now, "place": "Room 12"}
    called = meetings.call_meeting(organizer, committee=made, **{**words, **fields}, now=now)
    if state == MeetingState.CALLED:
        return called
    opened = meetings.open_meeting(organizer, meeting=called, now=now)
    if everybody:
        for place in made.seats.filter(holder__isnull=False):
            meetings.arrive(organizer, meeting=opened, seat=place, now=now)
    if state == MeetingState.CLOSED:
        return meetings.close_meeting(organizer, meeting=opened, now=now)
    return opened


def decision(held: Meeting, *, title: str = "A quiet room at lunch", **fields) -> Decision:
    """Let the meeting adopt something: two young people and an adult are for it."""
    words = {
        "outcome": Outcome.ADOPTED,
        "text": "Room 12 is open at lunch.",
        "positions": Positions(youth_for=2, adult_for=1),
    }
    organizer = organizer_of(held.committee.community)
    return decisions.decide(organizer, meeting=held, title=title, **{**words, **fields}, now=timezone.now())


def action(made: Decision, *, title: str = "Open room 12", owner: User | None = None, days: int = 30):
    """Give the chair (or ``owner``) something to do because of a decision."""
    committee = made.meeting.committee
    person = owner or holder_of(committee, SeatRole.CHAIR)
    now = timezone.now()
    return actions.assign(
        organizer_of(committee.community),
        committee=committee,
        decision=made,
        title=title,
        owner=actor(person, committee.community).membership,
        due_on=now.date() + timedelta(days=days),
        now=now,
    )


def plan(made: Committee, *, title: str = "Calmer lunches", quoting: bool = True) -> Plan:
    """Make a plan from what the committee adopted, with all words chosen for the public unless told otherwise."""
    organizer = organizer_of(made.community)
    begun = plans.create_plan(
        organizer, committee=made, title=title, summary="What we will do.", now=timezone.now()
    )
    for goal in begun.goals.all() if quoting else ():
        behind = list(goal.voices.values_list("perspective__public_id", flat=True))
        plans.describe_goal(organizer, goal=goal, title=goal.title, quoted=behind, now=timezone.now())
    return begun


def edition(made: Plan) -> PlanEdition:
    """Publish the next edition of the plan."""
    return editions.publish_edition(organizer_of(made.community), plan=made, now=timezone.now())


def theme_on_agenda(held: Meeting, forum, bodies: list[str], *, title: str = "Somewhere quiet"):
    """Let young people post, sum it up in a theme, and pull that in; return the perspectives."""
    from forums.discussion.domain import answers
    from tests.factories.forums import perspective

    now = timezone.now()
    organizer = organizer_of(forum.community)
    posts = [perspective(forum, member(forum.community), body) for body in bodies]
    theme = answers.make_theme(
        organizer, forum=forum, title=title, sources=[p.public_id for p in posts], now=now
    )
    meetings.pull_in_theme(organizer, meeting=held, theme=theme, now=now)
    return posts
