"""Preparing and opening a poll."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.polls.domain import drafts, poll_keys, voting
from forums.polls.models import Envelope, Option
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return factories.community()


@pytest.fixture
def leader(community):
    return factories.actor(factories.member(community, Role.FACILITATOR), community)


def refused(code, command, *arguments, **words) -> Refused:
    with pytest.raises(Refused) as caught:
        command(*arguments, **words)
    assert caught.value.code == code
    return caught.value


def test_a_poll_begins_as_a_draft_with_tidy_words(community, leader):
    poll = drafts.create(leader, question="  Which goal?\u200b ", now=timezone.now())
    assert (poll.state, poll.question, poll.rules_hash, poll.public_key) == ("draft", "Which goal?", "", "")
    assert AuditEntry.objects.filter(action="polls.create_poll", object_id=poll.public_id).count() == 1


@pytest.mark.parametrize(
    "words,code",
    [
        ({"question": " \u200b"}, "text_empty"),
        ({"question": "x" * 161}, "text_too_long"),
        ({"bands": ["Z"]}, "bands_unknown"),
        ({"winners": 0}, "winners_too_many"),
        ({"winners": 31}, "winners_too_many"),
        ({"quorum": 101}, "poll_quorum_unknown"),
        ({"quorum": -1}, "poll_quorum_unknown"),
        ({"tie_rule": "loudest"}, "poll_rule_unknown"),
        ({"method": "shouting"}, "poll_rule_unknown"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(leader, words, code):
    refused(code, drafts.create, leader, **{"question": "Which?", **words}, now=timezone.now())


def test_a_poll_takes_over_the_bands_of_its_forum_and_never_more(community, leader):
    forum = factories.open_forum(community, bands=["B", "C"])
    assert drafts.create(leader, question="Which?", forum=forum, now=timezone.now()).bands == ["B", "C"]
    refused(
        "bands_wider_than_forum",
        drafts.create,
        leader,
        question="Which?",
        forum=forum,
        bands=["A"],
        now=timezone.now(),
    )


def test_an_option_cites_published_voices_of_its_own_forum_only(community, leader):
    forum, other = factories.open_forum(community), factories.open_forum(community)
    student = factories.member(community)
    here = factories.perspective(forum, student)
    elsewhere = factories.perspective(other, student, "The other hall is cold.")
    held = factories.perspective(forum, student, "Not read yet.", published=False)
    poll = make.draft_poll(community, forum=forum, goals=())
    option = drafts.add_option(leader, poll=poll, title="Quiet", voices=[here.public_id], now=timezone.now())
    assert [voice.perspective for voice in option.voices.all()] == [here]
    for stranger in (elsewhere, held):
        words = {"poll": poll, "title": "Other", "voices": [stranger.public_id]}
        assert refused("not_found", drafts.add_option, leader, **words, now=timezone.now()).hidden
    assert Option.objects.filter(poll=poll).count() == 1


def test_two_goals_of_one_name_are_refused(community, leader):
    poll = make.draft_poll(community, goals=("Quiet",))
    assert (
        refused(
            "option_exists", drafts.add_option, leader, poll=poll, title="Quiet ", now=timezone.now()
        ).field
        == "title"
    )


def test_changing_a_goal_replaces_its_voices(community, leader):
    forum = factories.open_forum(community)
    one, two = (
        factories.perspective(forum, factories.member(community), body) for body in ("One thing.", "Two.")
    )
    poll = make.draft_poll(community, forum=forum, voices=[one])
    option = poll.options.first()
    drafts.change_option(
        leader, option=option, title="Calm", description="", voices=[two.public_id], now=timezone.now()
    )
    option.refresh_from_db()
    assert option.title == "Calm"
    assert [voice.perspective for voice in option.voices.all()] == [two]
    drafts.remove_option(leader, option=option, now=timezone.now())
    assert poll.options.count() == 2


@pytest.mark.parametrize(
    "fields,code",
    [
        ({"goals": ("Only one",)}, "options_too_few"),
        ({"winners": 3}, "winners_too_many"),
        ({"closes_at": None}, "poll_end_missing"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "poll_end_past"),
        ({"bands": ["D"]}, "nobody_may_vote"),
        ({"bands": ["C"]}, "electorate_too_small"),
    ],
)
def test_a_poll_that_is_not_ready_does_not_open(community, leader, fields, code):
    for band in "BBBBBCCCC":
        factories.member(community, band=band)
    poll = make.draft_poll(community, **fields)
    refused(code, voting.open_poll, leader, poll=poll, now=timezone.now())
    poll.refresh_from_db()
    assert (poll.state, Envelope.objects.count()) == ("draft", 0)


def test_opening_lays_out_one_empty_envelope_for_each_current_student_of_the_bands(community, leader):
    students = [factories.member(community, band="B") for _ in range(4)]
    without_consent = factories.member(community, band="B", consent=False)
    factories.member(community, band="C")
    factories.member(community, Role.TEACHER)
    gone = factories.member(community, band="B")
    gone.memberships.update(ended_at=timezone.now())
    factories.member(factories.community("hill"), band="B")
    poll = voting.open_poll(leader, poll=make.draft_poll(community, bands=["B"]), now=timezone.now())
    found = Envelope.objects.filter(poll=poll)
    assert {envelope.voter.user for envelope in found} == {*students, without_consent}
    assert {(envelope.sealed, envelope.revision, envelope.voted) for envelope in found} == {(None, 0, None)}
    assert poll.electorate == 5


def test_opening_fixes_the_rules_and_makes_a_key_only_the_program_can_read(community):
    poll, _ = make.open_poll(community)
    poll.refresh_from_db()
    assert poll.rules_hash == voting.rules_hash(poll)
    assert len(poll.rules_hash) == 64
    assert len(poll.tie_seed) == 32
    path = poll_keys._path(poll)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    assert path.read_bytes().hex() != poll.public_key


def test_nothing_that_decides_can_change_after_the_opening(community, leader):
    poll, _ = make.open_poll(community)
    words = {
        "question": "Other?", "introduction": "", "bands": [], "method": "approval", "winners": 1,
        "quorum": None, "tie_rule": "lot", "closes_at": poll.closes_at,
    }  # fmt: skip
    now = timezone.now()
    option = poll.options.first()
    refused("poll_not_draft", drafts.describe, leader, poll=poll, **words, now=now)
    refused("poll_not_draft", drafts.add_option, leader, poll=poll, title="Late", now=now)
    refused("poll_not_draft", drafts.remove_option, leader, option=option, now=now)
    changed = {"title": "Late", "description": "", "voices": []}
    refused("poll_not_draft", drafts.change_option, leader, option=option, **changed, now=now)
    refused("not_now", voting.open_poll, leader, poll=poll, now=now)


def test_every_part_of_the_rules_changes_their_hash(community):
    poll, _ = make.open_poll(community)
    fixed = voting.rules_hash(poll)
    changes = {
        "question": "Other?", "winners": 2, "quorum": 10, "tie_rule": "lot", "tie_seed": "0" * 32, "bands": ["A"],
        "electorate": 9, "opens_at": timezone.now(), "closes_at": timezone.now(), "public_key": "0" * 64,
        "method": "other",
    }  # fmt: skip
    for name, value in changes.items():
        before = getattr(poll, name)
        setattr(poll, name, value)
        assert voting.rules_hash(poll) != fixed, name
        setattr(poll, name, before)
    assert voting.rules_hash(poll) == fixed
    poll.options.filter(position=1).update(title="Other")
    assert voting.rules_hash(poll) != fixed


def test_opening_tells_the_cited_voices_that_they_are_in_a_goal(community):
    forum = factories.open_forum(community)
    cited = factories.perspective(forum, factories.member(community))
    left_out = factories.perspective(forum, factories.member(community), "Something else.")
    poll, _ = make.open_poll(community, forum=forum, voices=[cited])
    cited.refresh_from_db()
    left_out.refresh_from_db()
    option = poll.options.first()
    step = cited.steps.get(to="in_goal")
    assert (cited.voice_state, left_out.voice_state) == ("in_goal", "received")
    assert (step.cause_kind, step.cause_id, step.cause_title) == ("goal", option.public_id, option.title)
    assert step.cause_url == f"/c/harbour/polls/{poll.public_id}/#goal-{option.public_id}"


def test_asking_again_makes_a_draft_with_the_same_goals_and_voices(community, leader):
    forum = factories.open_forum(community)
    cited = factories.perspective(forum, factories.member(community))
    poll = make.draft_poll(community, forum=forum, voices=[cited], winners=2, quorum=20, tie_rule="lot")
    again = drafts.start_again(leader, poll=poll, now=timezone.now())
    assert again.pk != poll.pk
    assert (again.state, again.winners, again.quorum, again.tie_rule) == ("draft", 2, 20, "lot")
    assert [option.title for option in again.options.all()] == list(make.GOALS)
    assert again.options.first().voices.get().perspective == cited
