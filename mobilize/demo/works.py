"""What came of the talk in the demo: polls, and a committee with its plan."""

from datetime import datetime, timedelta
from decimal import Decimal

from committees.domain import actions, decisions, editions, meetings, minutes, plans, seats
from committees.domain import committees as committee_commands
from committees.enums import CommitteeKind, Outcome, SeatRole, SeatSide
from committees.models import Committee, Meeting
from committees.quorum import Positions
from forums.discussion.enums import PostState
from forums.discussion.models import Forum, Perspective
from forums.polls.domain import closing, drafts, voting
from forums.polls.models import GoalPoll
from mobilize.demo import words_fr
from mobilize.demo.story import Teller

DAY = timedelta(days=1)

LUNCH_GOALS = {
    "A calm room to eat in": (
        "A room with a door near the hall, open every lunch, with an adult who keeps it calm.",
        "A calm place at lunch",
    ),
    "Two lines, so that there is time to eat": ("One line for hot food, one for sandwiches.", "Time to eat"),
    "One card for everybody": (
        "The same card for all of us, so nobody sees who eats free.",
        "Nobody left out",
    ),
    "A table where anyone can sit": ("One open table, with two older students each day.", "Nobody left out"),
}


def _poll(teller: Teller, *, by: str, options: dict, opens: datetime, closes: datetime, **fields) -> GoalPoll:
    poll = drafts.create(teller.as_(by, opens), closes_at=closes, now=opens, **fields)
    for title, (description, voices) in options.items():
        drafts.add_option(
            teller.as_(by, opens),
            poll=poll,
            title=title,
            description=description,
            voices=[voice.public_id for voice in voices if voice.state == PostState.PUBLISHED],
            now=opens,
        )
    return voting.open_poll(teller.as_(by, opens), poll=poll, now=opens)


def _vote(teller: Teller, poll: GoalPoll, *, voters: int, start: datetime) -> None:
    """Let ``voters`` students vote, most of them for the first goals on the paper."""
    paper = list(poll.options.values_list("public_id", flat=True))
    speakers = teller.students()
    likings = ((0, 1), (0, 1), (0, 2), (1,), (0, 1, 2), (0, len(paper) - 1))
    for turn in range(voters):
        now = start + turn * timedelta(minutes=7)
        choices = [paper[place] for place in sorted(set(likings[turn % len(likings)]))]
        voting.cast(teller.member(next(speakers).pk, now), poll=poll, choices=choices, now=now)


def harbour_polls(teller: Teller, told: dict, now: datetime) -> GoalPoll:
    """A poll that was counted, and one that is open."""
    for _theme, said in told["lunch themes"].values():
        for voice in said:
            voice.refresh_from_db()
    counted = _poll(
        teller,
        by="facilitator",
        options={
            title: (words, told["lunch themes"][theme][1]) for title, (words, theme) in LUNCH_GOALS.items()
        },
        opens=now - 26 * DAY,
        closes=now - 19 * DAY,
        question="Which lunch goals come first?",
        introduction="Tick all the goals you want. The two with the most ticks go to the lunch group.",
        forum=told["lunch"],
        winners=2,
        quorum=50,
    )
    _vote(teller, counted, voters=36, start=now - 25 * DAY)
    counted = closing.close_poll(teller.as_("facilitator", now - 20 * DAY), poll=counted, now=now - 20 * DAY)
    phones = list(
        Perspective.objects.filter(forum=told["phones"], state=PostState.PUBLISHED).order_by("position")
    )
    still_open = _poll(
        teller,
        by="organizer",
        options={
            "Away in lessons, ours at lunch": (
                "Phones stay in the bag in lessons. Lunch is free.",
                phones[2:4],
            ),
            "Each class writes its rule": (
                "A rule for each class, looked at again after a term.",
                phones[8:9],
            ),
            "A rule about photos": (
                "No pictures of others without a yes. The rest stays as it is.",
                phones[9:10],
            ),
        },
        opens=now - 2 * DAY,
        closes=now + 4 * DAY,
        question="What should the phone rule be built on?",
        introduction="Tick all you could live with.",
        forum=told["phones"],
    )
    _vote(teller, still_open, voters=12, start=now - 1 * DAY)
    return counted


def lunch_group(teller: Teller, told: dict, poll: GoalPoll, now: datetime) -> Committee:
    """A committee that met, adopted what was voted, and has a plan at its second edition."""
    start = now - 30 * DAY
    committee = committee_commands.create_committee(
        teller.as_("organizer", start),
        name="The lunch group",
        purpose="Make lunch and break better, with the students who eat there.",
        powers="Decides about rooms, lines and times at lunch, and advises the head about food.",
        limits="Cannot change the price of a meal or the building this year.",
        kind=CommitteeKind.ADVISORY,
        quorum_percent=60,
        minimum_youth_percent=40,
        now=start,
    )
    holders = [
        ("ms-adeyemi", SeatSide.ADULT, SeatRole.CHAIR),
        ("mira-c", SeatSide.YOUTH, SeatRole.YOUTH_CO_CHAIR),
        ("facilitator", SeatSide.ADULT, SeatRole.SECRETARY),
        ("joel-h", SeatSide.YOUTH, SeatRole.MEMBER),
        ("amina-r", SeatSide.YOUTH, SeatRole.MEMBER),
    ]
    held = {}
    for username, side, role in holders:
        seat = seats.add_seat(
            teller.as_("organizer", start), committee=committee, side=side, role=role, now=start
        )
        held[username] = seats.give_seat(
            teller.as_("organizer", start),
            seat=seat,
            holder=teller.as_(username, start).membership,
            begins_on=start.date(),
            now=start,
        )
    seats.add_seat(
        teller.as_("organizer", start),
        committee=committee,
        side=SeatSide.YOUTH,
        role=SeatRole.MEMBER,
        now=start,
    )
    committee = committee_commands.activate_committee(
        teller.as_("organizer", start), committee=committee, now=start
    )
    decided = _first_meeting(teller, committee, held, poll, now - 16 * DAY)
    _plan(teller, committee, decided, now)
    meetings.call_meeting(
        teller.as_("ms-adeyemi", now - 2 * DAY),
        committee=committee,
        title="How is the calm room?",
        starts_at=now + 5 * DAY,
        place="Library",
        now=now - 2 * DAY,
    )
    return committee


def _first_meeting(teller: Teller, committee: Committee, held: dict, poll: GoalPoll, now: datetime) -> dict:
    chair = teller.as_("ms-adeyemi", now)
    meeting: Meeting = meetings.call_meeting(
        chair,
        committee=committee,
        title="What the vote asks of us",
        starts_at=now,
        place="Library",
        now=now - 3 * DAY,
    )
    item = meetings.pull_in_poll(chair, meeting=meeting, poll=poll, now=now - 3 * DAY)
    meeting = meetings.open_meeting(chair, meeting=meeting, now=now)
    for username in ("ms-adeyemi", "mira-c", "facilitator", "joel-h"):
        meetings.arrive(chair, meeting=meeting, seat=held[username], now=now)
    decided = {}
    winners = list(decisions.polls.winning_options(poll))
    for place, option in enumerate(winners):
        decided[option.title] = decisions.decide(
            chair,
            meeting=meeting,
            outcome=Outcome.ADOPTED,
            title=option.title,
            text=f"The lunch group takes this on: {option.title.lower()}.",
            positions=Positions(youth_for=2, adult_for=1 if place else 2, adult_aside=1 if place else 0),
            dissent="One adult stands aside until the kitchen has been asked." if place else "",
            item=item,
            option=option,
            now=now + timedelta(minutes=20 + 15 * place),
        )
    meeting = meetings.close_meeting(chair, meeting=meeting, now=now + timedelta(hours=1))
    later = now + 2 * DAY
    minutes.approve_minutes(
        teller.as_("ms-adeyemi", later), meeting=meeting, version=meeting.version, now=later
    )
    return decided


def _plan(teller: Teller, committee: Committee, decided: dict, now: datetime) -> None:
    start = now - 14 * DAY
    chair = teller.as_("ms-adeyemi", start)
    plan = plans.create_plan(
        chair,
        committee=committee,
        title="A better lunch",
        summary="What the lunch group does this winter, and which voices it comes from.",
        now=start,
    )
    todo = {
        "A calm room to eat in": [("Open room 4 every lunch", "ms-adeyemi", 3), ("Write three rules with the first users", "mira-c", 9)],
        "Two lines, so that there is time to eat": [("Try two lines for one week", "facilitator", 6)],
    }  # fmt: skip
    done = None
    for title, decision in decided.items():
        for words, owner, days in todo.get(title, [("Ask the office for one card", "facilitator", 12)]):
            action = actions.assign(
                chair,
                committee=committee,
                title=words,
                owner=teller.as_(owner, start).membership,
                due_on=(now + days * DAY).date(),
                decision=decision,
                now=start,
            )
            done = done or action
    for goal in plan.goals.all():
        plans.describe_goal(
            chair,
            goal=goal,
            title=goal.title,
            indicator="Students who say lunch is calm enough"
            if "calm" in goal.title.lower()
            else "Minutes in line",
            unit="%" if "calm" in goal.title.lower() else "min",
            baseline=Decimal(31 if "calm" in goal.title.lower() else 20),
            target=Decimal(70 if "calm" in goal.title.lower() else 8),
            owner=chair.membership,
            due_on=(now + 60 * DAY).date(),
            quoted=[cite.perspective.public_id for cite in list(goal.decision.voices.all())[:3]]
            if goal.decision
            else [],
            now=start,
        )
    publisher = teller.as_("organizer", start + DAY)
    editions.publish_edition(publisher, plan=plan, now=start + DAY)
    actions.complete(
        teller.as_("ms-adeyemi", now - DAY),
        action=done,
        evidence="Room 4 has been open since Monday.",
        now=now - DAY,
    )
    first = plan.goals.first()
    plans.report_progress(
        teller.as_("ms-adeyemi", now - DAY),
        goal=first,
        current=Decimal(44),
        note="Asked in the first week of the calm room.",
        now=now - DAY,
    )
    editions.publish_edition(teller.as_("organizer", now - DAY), plan=plan, now=now - DAY)


def tilleuls_poll(teller: Teller, square: Forum, now: datetime) -> None:
    """An open poll about the square, in French."""
    said = {
        theme.title: list(Perspective.objects.filter(theme_sources__theme=theme))
        for theme in square.themes.all()
    }
    titles = list(words_fr.PLACE)
    poll = _poll(
        teller,
        by="organisatrice",
        options={
            "Des arbres et six bancs à l’ombre": ("Là où le marché ne passe pas.", said[titles[0]]),
            "Un toit pour se retrouver": ("Ouvert à tous, avec une table de ping-pong.", said[titles[1]]),
            "Une place éclairée le soir": ("Tous les lampadaires, et un passage piéton.", said[titles[2]]),
        },
        opens=now - 3 * DAY,
        closes=now + 6 * DAY,
        question="Par quoi commencer sur la place ?",
        introduction="Coche tout ce que tu veux.",
        forum=square,
    )
    _vote(teller, poll, voters=8, start=now - 2 * DAY)
