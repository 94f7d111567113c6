"""Deciding, and what becomes of the voices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.domain import actions, decisions, meetings
from committees.enums import ActionState, DecisionRule, Outcome, SeatRole, SeatSide
from committees.models import Decision
from committees.quorum import Positions
from forums.discussion.enums import PostState, VoiceState
from forums.discussion.models import VoiceStep
from forums.polls.queries import winning_options
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make
from tests.factories.polls import tallied_poll

pytestmark = pytest.mark.django_db
YES = Positions(youth_for=2, adult_for=1)
NO = Positions(youth_against=2, adult_against=1)


@pytest.fixture
def at(db):
    return scene()


def refusal(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs, now=timezone.now())
    return caught.value


def decide(at, **fields):
    words = {"outcome": Outcome.ADOPTED, "title": "More light", "text": "New lamps.", "positions": YES}
    return decisions.decide(at.organizer, meeting=at.meeting, **{**words, **fields}, now=timezone.now())


def code(at, **fields) -> str:
    with pytest.raises(Refused) as caught:
        decide(at, **fields)
    return caught.value.code


def goals(at, *, voices=None):
    return tallied_poll(at.community, forum=at.forum, voices=at.voices if voices is None else voices)


def states(at) -> list[str]:
    return [type(voice).objects.get(pk=voice.pk).voice_state for voice in at.voices]


def test_without_a_quorum_nothing_is_decided_and_the_counts_are_told(at):
    for role in (SeatRole.YOUTH_CO_CHAIR, SeatRole.MEMBER):
        meetings.leave(
            at.organizer, meeting=at.meeting, seat=at.committee.seats.get(role=role), now=timezone.now()
        )
    before = Decision.objects.count()
    with pytest.raises(Refused) as caught:
        decide(at)
    assert caught.value.code == "no_quorum"
    assert caught.value.params == {"present": 1, "needed": 2, "youth": 0, "youth_needed": 1}
    assert Decision.objects.count() == before


def test_enough_adults_without_young_people_are_no_quorum(at):
    for _adult in range(3):
        adult = factories.member(at.community, Role.TEACHER)
        seat = make.seat(at.committee, adult, SeatSide.ADULT)
        meetings.arrive(at.organizer, meeting=at.meeting, seat=seat, now=timezone.now())
    meetings.leave(
        at.organizer,
        meeting=at.meeting,
        seat=at.committee.seats.get(role=SeatRole.YOUTH_CO_CHAIR),
        now=timezone.now(),
    )
    assert code(at) == "no_quorum"


def test_only_an_open_meeting_decides(at):
    meetings.close_meeting(at.organizer, meeting=at.meeting, now=timezone.now())
    assert code(at) == "meeting_not_open"


@pytest.mark.parametrize(
    ("positions", "outcome", "expected"),
    [
        (Positions(youth_for=3), Outcome.ADOPTED, "positions_exceed_present"),
        (Positions(adult_for=2), Outcome.ADOPTED, "positions_exceed_present"),
        (Positions(youth_for=1, youth_aside=2), Outcome.ADOPTED, "positions_exceed_present"),
        (Positions(youth_aside=2), Outcome.ADOPTED, "positions_missing"),
        (Positions(youth_for=-1, youth_against=2), Outcome.ADOPTED, "invalid"),
        (Positions(youth_for=1, youth_against=1), Outcome.ADOPTED, "not_carried"),
        (NO, Outcome.ADOPTED, "not_carried"),
        (YES, Outcome.DECLINED, "carried"),
        (YES, "maybe", "choice_unknown"),
    ],
)
def test_positions_that_do_not_fit_are_refused(at, positions, outcome, expected):
    assert code(at, positions=positions, outcome=outcome, reason="So.") == expected


def test_the_double_majority_of_a_committee_is_asked(db):
    at = scene("hill", decision_rule=DecisionRule.DOUBLE_MAJORITY)
    assert code(at, positions=Positions(youth_for=2)) == "not_carried"
    assert decide(at, positions=YES).outcome == Outcome.ADOPTED


def test_a_no_needs_a_reason(at):
    assert code(at, outcome=Outcome.DECLINED, positions=NO) == "decision_reason_missing"
    assert decide(at, outcome=Outcome.DECLINED, positions=NO, reason="The city decides that.").reason


def test_an_adopted_goal_cites_its_voices_and_each_hears_of_it_once(at):
    poll = goals(at)
    option = winning_options(poll)[0]
    made = decide(at, option=option, title=option.title)
    assert {cited.perspective for cited in made.voices.all()} == set(at.voices)
    assert states(at) == [VoiceState.DECIDED] * 2
    steps = VoiceStep.objects.filter(cause_kind="decision", cause_id=made.public_id)
    assert [(step.to, step.cause_url) for step in steps] == [
        (VoiceState.DECIDED, f"/c/harbour/decisions/{made.public_id}/")
    ] * 2
    assert code(at, option=option) == "goal_decided"


def test_a_declined_goal_tells_its_voices_with_the_reason_on_the_page(client, at):
    fresh = [factories.perspective(at.forum, factories.member(at.community), "Free pizza.")]
    option = winning_options(goals(at, voices=fresh))[0]
    made = decide(
        at, option=option, outcome=Outcome.DECLINED, positions=NO, reason="The city pays for meals."
    )
    step = VoiceStep.objects.get(perspective=fresh[0], to=VoiceState.DECLINED)
    assert step.cause_url == f"/c/harbour/decisions/{made.public_id}/"
    student = factories.member(at.community)
    client.force_login(student)
    page = client.get(step.cause_url).content.decode()
    assert "The city pays for meals." in page and "Free pizza." in page


def test_only_a_winner_of_a_counted_poll_of_the_community_is_taken_up(at):
    loser = goals(at).options.order_by("-position").first()
    hill = factories.community("hill")
    foreign = winning_options(tallied_poll(hill))[0]
    assert code(at, option=loser) == "not_a_winner"
    assert code(at, option=foreign) == "not_a_winner"


def test_voices_are_cited_from_the_goal_or_the_agenda_and_from_nowhere_else(at):
    elsewhere = factories.perspective(at.forum, factories.member(at.community), "Something else.")
    assert code(at, cited=[elsewhere.public_id]) == "not_found"
    assert code(at, cited=["nobody"]) == "not_found"
    assert decide(at, cited=[at.voices[0].public_id]).voices.count() == 1


def test_a_held_voice_is_not_cited(at):
    held = at.voices[0]
    type(held).objects.filter(pk=held.pk).update(state=PostState.HELD)
    assert code(at, cited=[held.public_id]) == "not_found"


def test_a_decision_without_voices_says_so(client, at):
    made = decide(at)
    client.force_login(at.organizer.user)
    page = client.get(f"/c/harbour/decisions/{made.public_id}/").content.decode()
    assert made.voices.count() == 0
    assert "No voice cited" in page


def test_a_decision_keeps_who_was_there_and_the_dissent(at):
    made = decide(at, positions=Positions(youth_for=2, adult_against=1), dissent="Too dear.")
    assert (made.youth_present, made.adult_present, made.dissent) == (2, 1, "Too dear.")


def test_an_action_needs_an_owner_who_can_do_it_and_a_day_to_come(at):
    given = {"committee": at.committee, "decision": at.decision, "title": "Open room 12"}
    chair = at.actor(at.holder()).membership
    day = timezone.localdate() + timedelta(days=7)
    outside = at.actor(factories.member(at.community)).membership
    codes = [
        refusal(actions.assign, at.organizer, **given, owner=owner, due_on=due).code
        for owner, due in (
            (None, day),
            (outside, day),
            (chair, None),
            (chair, timezone.localdate() - timedelta(days=1)),
        )
    ]
    assert codes == ["owner_unknown", "owner_unknown", "due_date_missing", "due_date_past"]


def test_a_declined_decision_gives_nobody_something_to_do(at):
    made = decide(at, outcome=Outcome.DECLINED, positions=NO, reason="No.")
    given = {"committee": at.committee, "decision": made, "title": "x", "due_on": timezone.localdate()}
    owner = at.actor(at.holder()).membership
    assert refusal(actions.assign, at.organizer, **given, owner=owner).code == "decision_not_adopted"


def test_voices_are_done_when_nothing_is_left_to_do(at):
    first, second, third = (make.action(at.decision, title=title) for title in ("One", "Two", "Three"))
    now = timezone.now()
    seen = []
    actions.complete(at.organizer, action=first, evidence="Done on Monday.", now=now)
    seen.append(states(at)[0])
    actions.drop(at.organizer, action=second, reason="Not needed.", now=now)
    seen.append(states(at)[0])
    actions.complete(at.organizer, action=third, evidence="Done on Friday.", now=now)
    seen.append(states(at)[0])
    assert seen == [VoiceState.DECIDED, VoiceState.DECIDED, VoiceState.DONE]


def test_dropping_everything_leaves_the_voices_decided(at):
    action = make.action(at.decision)
    actions.drop(at.organizer, action=action, reason="The room is gone.", now=timezone.now())
    assert states(at) == [VoiceState.DECIDED] * 2


def test_an_action_is_settled_once_and_with_words(at):
    action = make.action(at.decision)
    assert refusal(actions.complete, at.organizer, action=action, evidence=" ").code == "evidence_missing"
    assert refusal(actions.drop, at.organizer, action=action, reason="").code == "drop_reason_missing"
    done = actions.complete(at.organizer, action=action, evidence="Open.", now=timezone.now())
    assert (done.state, done.evidence) == (ActionState.DONE, "Open.")
    assert refusal(actions.complete, at.organizer, action=action, evidence="Again.").code == "action_settled"


def test_the_trail_names_no_young_person_who_did_something(at):
    young = at.holder(SeatRole.YOUTH_CO_CHAIR)
    action = make.action(at.decision, owner=young)
    actions.complete(at.actor(young), action=action, evidence="Posters are up.", now=timezone.now())
    entry = AuditEntry.objects.get(action="committees.done", object_id=action.public_id)
    assert entry.actor == ""


def test_the_form_of_a_goal_comes_with_its_voices_ticked(client, at):
    poll = goals(at)
    meetings.pull_in_poll(at.organizer, meeting=at.meeting, poll=poll, now=timezone.now())
    option = winning_options(poll)[0]
    client.force_login(at.organizer.user)
    page = client.get(f"/c/harbour/meetings/{at.meeting.public_id}/decide/?goal={option.public_id}")
    assert page.context["form"].initial["title"] == option.title
    assert page.content.decode().count("checked") >= 3  # both voices, and "adopted"
    assert set(page.context["form"].initial["cited"]) == {v.public_id for v in at.voices}
    posted = client.post(
        f"/c/harbour/meetings/{at.meeting.public_id}/decide/",
        {
            "goal": option.public_id,
            "outcome": "adopted",
            "title": option.title,
            "text": "We do it.",
            **dict.fromkeys(("youth_against", "youth_aside", "adult_against", "adult_aside"), "0"),
            "youth_for": "2",
            "adult_for": "1",
            "cited": [at.voices[0].public_id],
        },
    )
    made = Decision.objects.get(option=option)
    assert posted.status_code == 302
    assert [cited.perspective for cited in made.voices.all()] == [at.voices[0]]


def test_a_forged_goal_is_a_404(client, at):
    client.force_login(at.organizer.user)
    loser = goals(at).options.order_by("-position").first()
    address = f"/c/harbour/meetings/{at.meeting.public_id}/decide/"
    assert client.get(address, {"goal": loser.public_id}).status_code == 404
    assert client.post(address, {"goal": "forged"}).status_code == 404


def test_a_refused_decision_keeps_the_words_on_the_page(client, at):
    for seat in at.committee.seats.filter(holder__isnull=False):
        meetings.leave(at.organizer, meeting=at.meeting, seat=seat, now=timezone.now())
    client.force_login(at.organizer.user)
    fields = dict.fromkeys(
        ("youth_against", "youth_aside", "adult_against", "adult_aside", "adult_for", "youth_for"), "0"
    )
    answer = client.post(
        f"/c/harbour/meetings/{at.meeting.public_id}/decide/",
        {"outcome": "adopted", "title": "Lamps", "text": "A long text of mine.", **fields},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A long text of mine." in page and "0 of 2 seats" in page
