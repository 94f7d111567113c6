"""A show of hands: one hand each, how many are up while it is open, and one count that gives nobody away (rule 36)."""

import itertools
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.live import hands_queries, volatile
from forums.live.domain import counting, hands, messages, sessions
from forums.live.enums import EventKind, HandsState
from forums.live.models import Hand, HandsQuestion, LiveEvent
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests.factories.live import asked, room
from tests.factories.people import community, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return room(community())


@pytest.fixture
def young(made):
    return [member(made.community, band="D") for _ in range(7)]


def put_up(made, question, *choices: tuple) -> None:
    for user, choice in choices:
        hands.raise_hand(made.actor(user), question=question, choice=choice, now=timezone.now())


def end(made, question, how: str = "close"):
    return hands.end(made.actor(made.facilitator), question=question, how=how, now=timezone.now())


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


@pytest.mark.both_databases
def test_a_member_has_one_hand_and_may_move_it(made, young):
    question = asked(made)
    put_up(made, question, (young[0], 0), (young[0], 1), (young[0], 1))
    assert list(Hand.objects.values_list("choice", flat=True)) == [1]
    hands.lower_hand(made.actor(young[0]), question=question, now=timezone.now())
    assert Hand.objects.count() == 0


@pytest.mark.both_databases
def test_while_it_is_open_the_room_learns_how_many_hands_are_up_and_nothing_else(made, young):
    question = asked(made)
    put_up(made, question, *[(user, 0) for user in young[:4]])
    rev, few = volatile.now_in(made.session.pk)["hands"]
    put_up(made, question, (young[4], 1))
    more, five = volatile.now_in(made.session.pk)["hands"]
    assert (few["hands"], five["hands"]) == (None, 5)
    assert more > rev
    assert set(five) == {"ref", "question", "choices", "told", "hands"}
    put_up(made, question, (young[4], 0))
    assert volatile.now_in(made.session.pk)["hands"] == (more, five)  # who moved a hand shows nobody


def test_after_the_count_the_log_and_the_screens_tell_the_same_and_no_hand_is_kept(made, young):
    question = asked(made)
    put_up(made, question, *[(user, number % 2) for number, user in enumerate(young)])
    end(made, question)
    line = LiveEvent.objects.get(kind=EventKind.HANDS)
    assert line.payload["counts"] == [4, 3]
    assert volatile.now_in(made.session.pk)["hands"][1]["counts"] == [4, 3]
    assert Hand.objects.count() == 0
    assert HandsQuestion.objects.get().result == {"told": "numbers", "hands": 7, "counts": [4, 3]}


def test_rule_36_fewer_than_five_hands_tell_nothing(made, young):
    question = asked(made)
    put_up(made, question, (young[0], 0), (young[1], 0), (young[2], 1), (young[3], 1))
    assert end(made, question).result == {"told": "few", "hands": None}


def test_rule_36_a_choice_of_one_hand_or_none_cannot_be_worked_out_from_what_is_told():
    """Whatever fits to what is told leaves each choice's number open, unless all numbers are told and none is small."""
    for choices, total in itertools.product((2, 3, 4), range(5, 13)):
        fits: dict[str, list] = {}
        for counts in itertools.product(range(total + 1), repeat=choices):
            if sum(counts) == total:
                fits.setdefault(str(counting.result_of(list(counts))), []).append(counts)
        for told, vectors in fits.items():
            if "counts" in told:
                assert len(vectors) == 1
                assert min(vectors[0]) > 1
            else:
                assert all(len({vector[number] for vector in vectors}) > 1 for number in range(choices)), told


def test_from_twenty_hands_on_all_numbers_are_told_as_in_polls():
    assert counting.result_of([20, 0])["counts"] == [20, 0]
    assert counting.result_of([18, 1]) == {"told": "first", "hands": 19, "first": 0}


def test_a_result_stays_on_the_screens_until_it_is_put_away_or_the_next_question_comes(made):
    first = asked(made)
    end(made, first)
    assert volatile.now_in(made.session.pk)["hands"][1]["told"] == "few"
    end(made, first, "away")
    assert "hands" not in volatile.now_in(made.session.pk)
    second = asked(made)
    end(made, second)
    third = asked(made)
    second.refresh_from_db()
    assert second.state == HandsState.AWAY
    assert hands_queries.on_screens(made.session.pk) == third


def test_what_is_called_off_is_never_counted(made, young):
    question = asked(made)
    put_up(made, question, *[(user, 0) for user in young])
    end(made, question, "cancel")
    assert (Hand.objects.count(), HandsQuestion.objects.get().result) == (0, {})
    assert LiveEvent.objects.get(kind=EventKind.HANDS).payload["told"] == "nothing"
    assert "hands" not in volatile.now_in(made.session.pk)


def test_the_end_of_the_talk_counts_the_hands_that_are_up(made, young):
    question = asked(made)
    put_up(made, question, *[(user, 0) for user in young])
    sessions.close_session(made.actor(made.facilitator), session=made.session, now=timezone.now())
    question.refresh_from_db()
    assert (question.state, question.result["told"]) == (HandsState.CLOSED, "first")


def test_bad_hands_are_refused_and_change_nothing(made, young):
    question = asked(made)
    for choice in (-1, 2, 99):
        with refused("hands_choice_unknown"):
            put_up(made, question, (young[0], choice))
    message = made.shown(young[1], "Hello")
    messages.mute(made.actor(made.moderator), session=made.session, byline=message.byline, now=timezone.now())
    with refused("muted"):
        put_up(made, question, (young[1], 0))
    with refused("hands_of_the_young"):
        put_up(made, question, (made.facilitator, 0))
    with refused("consent_missing"):
        put_up(made, question, (member(made.community, band="B", consent=False), 0))
    young[2].memberships.update(ended_at=timezone.now())
    client = signed_in(young[2])
    assert client.post(here(made, f"hands/{question.public_id}/"), {"choice": "0"}).status_code == 404
    over = end(made, question)
    with refused("hands_over"):
        put_up(made, over, (young[0], 0))
    with refused("not_now"):
        end(made, over)
    assert Hand.objects.count() == 0


def test_rule_2_nobody_asks_the_room_while_the_second_adult_is_away():
    made = room(community(), here=False)
    made.here(made.facilitator, made.moderator)
    with refused("second_adult_left"):
        asked(made)
    with refused("second_adult_left"):
        sessions.set_prompt(
            made.actor(made.facilitator), session=made.session, prompt="Think", now=timezone.now()
        )


@pytest.mark.parametrize(
    ("question", "choices", "code"),
    [
        ("", ["Yes", "No"], "text_empty"),
        ("x" * 161, ["Yes", "No"], "text_too_long"),
        ("Well?", ["Yes"], "choices_number"),
        ("Well?", ["Yes", " yes "], "choices_number"),
        ("Well?", [str(number) for number in range(7)], "choices_number"),
        ("Well?", ["Yes", "x" * 61], "text_too_long"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(made, question, choices, code):
    with refused(code):
        asked(made, question=question, choices=choices)
    assert HandsQuestion.objects.count() == 0


def test_one_question_at_a_time_and_only_while_the_talk_runs(made):
    asked(made)
    with refused("hands_running"):
        asked(made)
    with refused("session_not_open"):
        asked(room(made.community, state="lobby"))
    with refused("session_over"):
        asked(room(made.community, state="closed"))


def test_hands_go_up_while_writing_is_paused_or_locked(made, young):
    question = asked(made)
    sessions.hold_session(made.actor(made.facilitator), session=made.session, now=timezone.now())
    put_up(made, question, (young[0], 0))
    assert Hand.objects.count() == 1


# --- pages -------------------------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(made, more: str = "") -> str:
    return f"/c/{made.community.slug}/sessions/{made.session.public_id}/{more}"


def words(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_asking_raising_and_counting_go_by_form_without_a_script(made, young):
    leader = signed_in(made.facilitator)
    typed = {"question": "Which lamp?", "choices": "Warm\r\nCold\r\n"}
    assert leader.post(here(made, "hands/"), typed).status_code == 302
    question = HandsQuestion.objects.get()
    for user in young[:5]:
        client = signed_in(user)
        answer = client.post(here(made, f"hands/{question.public_id}/"), {"choice": "1"}, follow=True)
        assert 'value="1" aria-pressed="true"' in words(answer)
    assert "5 hands are up." in words(leader.get(here(made)))
    client.post(here(made, f"hands/{question.public_id}/"), {"choice": "down"})
    assert "Fewer than 5 hands are up." in words(leader.get(here(made)))
    leader.post(here(made, f"hands/{question.public_id}/end/"), {"how": "close"})
    page = words(client.get(here(made, "transcript/")))
    assert "Show of hands: Which lamp?" in page
    assert "Which lamp? Fewer than 5 hands went up, so nothing is told." in page


def test_a_script_gets_frames_and_their_status(made, young):
    question = asked(made)
    client, door = signed_in(young[0]), here(made, f"hands/{question.public_id}/")
    as_script = {"headers": {"Accept": "application/json"}}
    done = client.post(door, {"id": "a1", "choice": "0"}, **as_script)
    assert (done.status_code, done.json()["kind"], done.json()["st"]) == (200, "ack", "up")
    wrong = client.post(door, {"id": "a2", "choice": "9"}, **as_script)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "hands_choice_unknown")
    assert client.post(door, {"choice": "0"}, **as_script).status_code == 422


def test_whoever_taps_without_end_is_told_to_wait(made, young):
    question = asked(made)
    client, door = signed_in(young[0]), here(made, f"hands/{question.public_id}/")
    found = {client.post(door, {"choice": str(number % 2)}).status_code for number in range(30)}
    assert found == {302, 429}
    assert Hand.objects.count() == 1


def test_a_question_of_another_session_is_not_reached_through_this_one(made, young):
    other = asked(room(made.community))
    answer = signed_in(young[0]).post(here(made, f"hands/{other.public_id}/"), {"choice": "0"})
    assert (answer.status_code, Hand.objects.count()) == (404, 0)


def test_what_was_typed_wrong_stays_on_the_page(made):
    answer = signed_in(made.facilitator).post(
        here(made, "hands/"), {"question": "Keep me?", "choices": "One"}
    )
    assert answer.status_code == 422
    assert 'value="Keep me?"' in words(answer)
    assert "Give two to six choices" in words(answer)


def test_the_line_on_all_screens_is_set_and_taken_away_by_form(made, young):
    leader, student = signed_in(made.facilitator), signed_in(young[0])
    leader.post(here(made, "prompt/"), {"prompt": "Think of <one> place."})
    page = words(student.get(here(made)))
    assert 'id="live-prompt">Think of &lt;one&gt; place.' in page
    assert "On all screens: Think of &lt;one&gt; place." in page
    leader.post(here(made, "prompt/"), {"prompt": ""})
    assert "The line on the screens was taken away." in words(student.get(here(made)))
    assert leader.post(here(made, "prompt/"), {"prompt": "x" * 161}).status_code == 422


def test_the_page_costs_no_more_queries_with_ten_questions_behind_it(made, young):
    client, counted = signed_in(young[0]), []
    client.get(here(made))
    for number in range(10):
        asked(made)
        if number in {0, 9}:
            with CaptureQueriesContext(connection) as found:
                client.get(here(made))
            counted.append(len(found))
        end(made, HandsQuestion.objects.first())
    assert counted[0] == counted[1]


def test_a_teacher_who_does_not_lead_neither_asks_nor_ends(made):
    question, teacher = asked(made), signed_in(member(made.community, Role.TEACHER))
    typed = {"question": "Mine?", "choices": "Yes\nNo"}
    assert teacher.post(here(made, "hands/"), typed).status_code == 404
    assert teacher.post(here(made, f"hands/{question.public_id}/end/"), {"how": "close"}).status_code == 404
    assert "hands-lead" not in words(teacher.get(here(made)))
