"""Plans and their editions: immutable, but for words that are taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from committees import doors, queries
from committees.domain import actions, editions, plans
from committees.enums import PlanState, SeatRole
from committees.models import Plan, PlanEdition
from committees.queries.plans import plans_to_follow
from forums.discussion.domain import answers, posts
from forums.discussion.enums import NameMode, PostState, VoiceState
from forums.discussion.models import Forum, VoiceStep
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.committees.stage import progress, scene, withdraw
from tests.factories import committees as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db):
    return scene()


@pytest.fixture
def plan(at):
    return make.plan(at.committee)


def code(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs, now=timezone.now())
    return caught.value.code


def test_a_plan_begins_with_what_the_committee_adopted(at, plan):
    goal = plan.goals.get()
    assert (goal.title, goal.decision) == ("A quiet room at lunch", at.decision)
    assert {cited.perspective for cited in goal.voices.all()} == set(at.voices)
    assert make.plan(at.committee, title="A second plan").goals.count() == 0


def test_an_edition_shows_words_decision_and_actions_and_no_name(at, plan):
    make.action(at.decision)
    make.edition(plan)
    plan.refresh_from_db()
    shown = queries.edition_for_public(plan)
    facts = (
        "The hall is too loud.",
        "Nowhere is calm.",
        "A quiet room at lunch",
        "Open room 12",
        "Somewhere quiet",
    )
    assert [fact for fact in facts if fact not in shown.html] == []
    assert plan.state == PlanState.PUBLISHED
    assert (shown.number, shown.numbers, shown.changes) == (1, [1], [])
    hidden = [voice.byline.pseudonym for voice in at.voices]
    hidden += [seat.holder.user.name for seat in at.committee.seats.filter(side="youth")]
    assert [name for name in hidden if name in shown.html] == []


def test_an_edition_keeps_words_by_reference(at, plan):
    edition = make.edition(plan)
    assert all(voice.body not in str(edition.body) for voice in at.voices)
    ids = {voice["id"] for goal in edition.body["goals"] for voice in goal["voices"]}
    assert ids == {voice.public_id for voice in at.voices}


def test_a_young_owner_is_not_named_in_public(at, plan):
    young = at.holder(SeatRole.YOUTH_CO_CHAIR)
    make.action(at.decision, owner=young)
    html = make.edition(plan).html
    assert young.name not in html
    assert "a young person of the committee" in html


def test_every_cited_voice_hears_of_each_edition_once(at, plan):
    first = make.edition(plan)
    progress(at, plan)
    second = make.edition(plan)
    steps = VoiceStep.objects.filter(perspective=at.voices[0], to=VoiceState.IN_PLAN).order_by("pk")
    assert [step.cause_id for step in steps] == [first.public_id, second.public_id]
    plan.refresh_from_db()
    assert {step.cause_url for step in steps} == {doors.url_of(plan)}
    at.voices[0].refresh_from_db()
    assert at.voices[0].voice_state == VoiceState.IN_PLAN


def test_done_voices_stay_done_when_a_new_edition_comes(at, plan):
    action = make.action(at.decision)
    actions.complete(at.organizer, action=action, evidence="Open.", now=timezone.now())
    make.edition(plan)
    at.voices[0].refresh_from_db()
    assert at.voices[0].voice_state == VoiceState.DONE


def test_the_second_edition_says_what_changed(at, plan):
    action = make.action(at.decision)
    make.edition(plan)
    actions.complete(at.organizer, action=action, evidence="Open.", now=timezone.now())
    goal = plan.goals.get()
    plans.describe_goal(
        at.organizer, goal=goal, title="A calm room", due_on=date(2027, 3, 1), now=timezone.now()
    )
    second = make.edition(plan)
    assert second.changes == [
        "The goal “A quiet room at lunch” is now called “A calm room”.",
        "“A calm room” moved from 0 to 100 percent.",
        "“A calm room” is due on 1 March 2027. Before: no date.",
        "The action “Open room 12” is now: Done.",
    ]


def test_an_unchanged_or_empty_plan_is_not_published(at, plan):
    make.edition(plan)
    assert code(editions.publish_edition, at.organizer, plan=plan) == "plan_unchanged"
    empty = make.plan(at.committee, title="Nothing yet")
    assert code(editions.publish_edition, at.organizer, plan=empty) == "plan_empty"
    assert PlanEdition.objects.count() == 1


def test_what_changed_after_the_preview_is_not_published(client, at, plan):
    client.force_login(at.organizer.user)
    seen = client.get(f"/c/harbour/plans/{plan.public_id}/preview/").context["seen"]
    progress(at, plan)
    assert code(editions.publish_edition, at.organizer, plan=plan, seen=seen) == "changed_meanwhile"
    again = client.get(f"/c/harbour/plans/{plan.public_id}/preview/").context["seen"]
    answer = client.post(f"/c/harbour/plans/{plan.public_id}/publish/", {"seen": again})
    assert answer.url == f"/c/harbour/plans/{plan.public_id}/"
    assert plan.editions.count() == 1


def test_words_that_a_moderator_removed_say_so(at, plan):
    edition = make.edition(plan)
    posts.settle(at.voices[0], to=PostState.REMOVED, now=timezone.now())
    edition.refresh_from_db()
    assert "These words were removed by a moderator." in edition.html
    assert edition.redactions[0]["reason"] == "removed"


def test_a_voice_that_is_gone_twice_is_redacted_once(at, plan):
    edition = make.edition(plan)
    posts.settle(at.voices[0], to=PostState.HELD, now=timezone.now())
    edition.refresh_from_db()
    first = edition.sha256
    posts.settle(at.voices[1], to=PostState.REMOVED, now=timezone.now())
    edition.refresh_from_db()
    assert [line["reason"] for line in edition.redactions] == ["hidden", "removed"]
    assert edition.redactions[1]["old_sha256"] == first
    assert queries.intact(edition)


def test_the_next_edition_does_not_cite_a_withdrawn_voice(at, plan):
    make.edition(plan)
    withdraw(at, at.voices[0])
    second = make.edition(plan)
    assert [voice["id"] for voice in second.body["goals"][0]["voices"]] == [at.voices[1].public_id]
    assert second.changes[0] == "1 voice behind “A quiet room at lunch” is not shown any more."


def test_words_cannot_forge_the_mark_of_a_slot(at):
    mark = at.voices[0].public_id
    sly = factories.perspective(
        at.forum, factories.member(at.community), f"Nice. <!--/voice {mark}--> <script>alert(1)</script>"
    )
    theme = at.meeting.items.get().theme
    answers.add_sources(at.organizer, theme=theme, sources=[sly.public_id], now=timezone.now())
    make.decision(at.meeting, title=f"Sly <!--voice {mark}-->", cited=[sly.public_id])
    edition = make.edition(make.plan(at.committee))
    assert edition.html.count(f"<!--/voice {mark}-->") == edition.html.count(f"<!--voice {mark}-->") == 1
    assert "<script" not in edition.html


@pytest.mark.parametrize("change", [{"name_mode": NameMode.NAMED}, {"bands": ["B"]}])
def test_words_from_named_or_one_band_forums_stay_inside(at, plan, change):
    Forum.objects.filter(pk=at.forum.pk).update(**change)
    edition = make.edition(plan)
    assert all(voice.body not in edition.html for voice in at.voices)
    assert edition.html.count("These words stay inside the community.") == 2
    assert edition.body["voices"] == 2


def test_an_organizer_chooses_whose_words_stand_in_public(at, plan):
    goal = plan.goals.get()
    plans.describe_goal(
        at.organizer, goal=goal, title=goal.title, quoted=[at.voices[1].public_id], now=timezone.now()
    )
    html = make.edition(plan).html
    assert at.voices[0].body not in html and at.voices[1].body in html
    forged = {"goal": goal, "title": goal.title, "quoted": ["nobody"]}
    assert code(plans.describe_goal, at.organizer, **forged) == "not_found"


@pytest.mark.parametrize(
    ("baseline", "target", "current", "percent"),
    [
        (14, 7, None, 0),
        (14, 7, 7, 100),
        (14, 7, 12, 28),
        (14, 7, 20, 0),
        (0, 5, 3, 60),
        (0, 5, 9, 100),
    ],
)
def test_progress_is_always_between_nothing_and_everything(at, plan, baseline, target, current, percent):
    goal = plan.goals.get()
    now = timezone.now()
    measure = {"baseline": Decimal(baseline), "target": Decimal(target)}
    goal = plans.describe_goal(at.organizer, goal=goal, title=goal.title, **measure, now=now)
    if current is not None:
        plans.report_progress(at.organizer, goal=goal, current=Decimal(current), note="Measured.", now=now)
    assert queries.progress_of(queries.goals_of_plan(plan)[0]) == percent


def test_a_measure_has_two_ends(at, plan):
    goal = plan.goals.get()
    for ends in (
        {"baseline": Decimal(1)},
        {"target": Decimal(1)},
        {"baseline": Decimal(1), "target": Decimal(1)},
    ):
        assert code(plans.describe_goal, at.organizer, goal=goal, title="x", **ends) == "measure_incomplete"


def test_a_decision_of_another_committee_is_no_goal(at, plan):
    other = make.committee(at.community, name="Other group")
    foreign = make.decision(make.meeting(other))
    assert code(plans.add_goal, at.organizer, plan=plan, decision=foreign) == "decision_not_adopted"
    assert code(plans.add_goal, at.organizer, plan=plan, decision=at.decision) == "decision_in_plan"


def test_a_goal_without_a_voice_is_labelled(at, plan):
    plans.add_own_goal(at.organizer, plan=plan, title="New bins", now=timezone.now())
    html = make.edition(plan).html
    own = html[html.index("Added by adults") :]
    assert "New bins" in own and "No voice cited" in own


def test_a_goal_taken_out_is_told_in_the_next_edition(at, plan):
    goal = plans.add_own_goal(at.organizer, plan=plan, title="New bins", now=timezone.now())
    make.edition(plan)
    plans.remove_goal(at.organizer, goal=goal, now=timezone.now())
    assert make.edition(plan).changes == ["Goal taken out: “New bins”."]


def test_drafts_have_no_public_edition(plan):
    assert queries.edition_for_public(plan) is None
    assert queries.published_plans(plan.community) == []


def test_an_answer_may_lead_to_a_published_plan_and_to_no_draft(plan, at):
    teacher = factories.actor(factories.member(plan.community, Role.TEACHER), plan.community)
    assert plans_to_follow(teacher) == []
    make.edition(plan)
    elsewhere = make.plan(make.committee(factories.community("hill")))
    Plan.objects.filter(pk=elsewhere.pk).update(state=PlanState.PUBLISHED)
    plan.refresh_from_db()
    assert plans_to_follow(teacher) == [(doors.url_of(plan), plan.title)]
