"""Words for committees, plans, polls and screens that a person reads first, on every road (rules 6, 16 and 17)."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from committees.domain import meetings, minutes, plans
from committees.enums import MeetingState, SeatRole
from forums.live.domain import hands, sessions
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.enums import AsideState
from moderation.models import Case, SetAside, Summons
from people.enums import Role
from people.models import Notice
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make
from tests.factories import live as make_live
from tests.moderation.word_roads import OF_ADULTS, OF_STUDENTS, things

pytestmark = pytest.mark.django_db
DANGER = "Tonight I am going to kill myself"
METHOD = "Somebody could just take all the pills"
CONTACT = "Call me at 0171 555 0199"
PAGE = Path(__file__).parents[2] / "docs" / "screening.md"


@pytest.fixture
def at(db):
    return scene()


@pytest.fixture
def student(at):
    return at.actor(at.holder(SeatRole.YOUTH_CO_CHAIR))


@pytest.fixture
def desk(at):
    return factories.actor(factories.member(at.community, Role.MODERATOR), at.community)


def _refused(command, actor, arguments) -> Refused:
    with pytest.raises(Refused) as caught:
        command(actor, **arguments, now=timezone.now())
    return caught.value


def _columns_with(words: str) -> set[str]:
    """Every column of every table in which the words stand, but those that are encrypted."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                try:
                    there = model._base_manager.filter(**{f"{field.name}__icontains": words}).exists()
                except Exception as error:  # an encrypted field says that it cannot be searched
                    assert "encrypted" in str(error), error
                    continue
                if there:
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_rule_17_what_a_student_writes_for_a_committee_and_tells_of_danger_stands_nowhere(at, student):
    on = things(at)
    for place, (command, arguments) in enumerate(OF_STUDENTS):
        words = f"{DANGER}, number {place}"
        refused = _refused(command, student, arguments(at, on, words))
        assert refused.code == "words_told", (command.__name__, place)
        case = Case.objects.get(subject_id=refused.params["public_id"])
        assert (case.severity, case.reason, case.byline.side) == ("S1", "care", "youth"), command.__name__
    assert _columns_with(DANGER) == set()
    waiting = Case.objects.filter(subject_kind="set_aside")
    assert SetAside.objects.count() == waiting.count() == len(OF_STUDENTS)
    # The same person's words share one byline, and the trail names nobody.
    assert SetAside.objects.values("byline").distinct().count() == 1
    assert set(AuditEntry.objects.filter(action="moderation.set_aside").values_list("actor", flat=True)) == {
        ""
    }


@pytest.mark.parametrize(("words", "code"), [(METHOD, "words_wait_care"), (CONTACT, "words_wait_contact")])
def test_rule_06_what_adults_write_for_everybody_waits_for_a_second_person(at, words, code):
    on = things(at)
    roads = [
        road for road in OF_STUDENTS if not (road[0] is meetings.call_meeting and code.endswith("contact"))
    ]
    for command, arguments in (*roads, *OF_ADULTS):
        refused = _refused(command, at.organizer, arguments(at, on, words))
        assert refused.code == code, (command.__name__, refused.code)
        assert "public_id" in refused.params, f"{command.__name__} keeps nothing for the desk"
    assert _columns_with(words) == set()
    # Sent again they wait once, and nobody at the desk reads them twice.
    assert Case.objects.filter(subject_kind="set_aside").count() < len(roads) + len(OF_ADULTS)


def test_rule_06_what_is_put_on_all_screens_and_on_a_show_of_hands_waits_too(db):
    room = make_live.room(factories.community())
    lead = room.actor(room.facilitator)
    for command, told in (
        (sessions.set_prompt, {"prompt": CONTACT}),
        (hands.ask, {"question": CONTACT, "choices": ["Yes", "No"]}),
        (hands.ask, {"question": "Well?", "choices": ["Yes", CONTACT]}),
    ):
        assert _refused(command, lead, {"session": room.session, **told}).code == "words_wait_contact"
    assert _columns_with(CONTACT) == set()


def test_rule_06_a_moderator_lets_words_in_and_their_author_enters_them(at, student, desk):
    words = "Look at www.example.org/rooms"
    refused = _refused(meetings.add_item, student, {"meeting": at.meeting, "title": words})
    assert (refused.code, refused.status) == ("words_wait_contact", 422)
    assert refused.params["when"] in refused.message
    case = Case.objects.get(subject_kind="set_aside")
    assert (case.severity, case.reason, case.place) == ("S0", "contact_details", at.committee.name)
    cases.rule(desk, case=case, outcome="release", version=1, now=timezone.now())
    assert SetAside.objects.get().state == AsideState.RELEASED
    notice = Notice.objects.get(kind="may_enter")
    assert notice.byline == case.byline
    assert meetings.add_item(student, meeting=at.meeting, title=words, now=timezone.now()).title == words
    # Somebody else's same words wait: the moderator has read the one author's.
    assert (
        _refused(meetings.add_item, at.organizer, {"meeting": at.meeting, "title": words}).code
        == "words_wait_contact"
    )


def test_rule_16_a_student_of_a_committee_is_answered_in_the_same_response(client, at, student, desk):
    client.force_login(student.user)
    page = reverse("meeting", args=[at.community.slug, at.meeting.public_id])
    answer = client.post(page, {"title": DANGER, "kind": "discuss"})
    assert answer.status_code == 200 and b"Thank you for telling us" in answer.content
    case = Case.objects.get(subject_kind="set_aside")
    assert Summons.objects.filter(case=case).exists()
    care = reverse("care", args=[at.community.slug, "set_aside", case.subject_id])
    assert care.encode() in answer.content
    assert client.post(care, {"wish": "now"}).status_code == 302
    case.refresh_from_db()
    assert case.wish.wish == "now"
    # A person writes back, and the author finds it behind the notice.
    told = {"reason": "unsafe", "reply": "Dear you, I read it and I come to you before lunch. Sam"}
    cases.rule(desk, case=case, outcome="return", version=1, **told, now=timezone.now())
    found = client.get(Notice.objects.get(kind="returned").link)
    assert found.status_code == 200 and b"I come to you before lunch" in found.content
    # Nobody else of the committee finds any of it.
    client.force_login(at.holder())
    assert client.get(care).status_code == 404
    assert DANGER.encode() not in client.get(page).content


def test_rule_06_a_way_to_reach_somebody_comes_back_kindly_with_every_word_kept(client, at, student):
    client.force_login(student.user)
    page = reverse("meeting", args=[at.community.slug, at.meeting.public_id])
    answer = client.post(page, {"title": CONTACT, "kind": "discuss"})
    assert answer.status_code == 422
    assert b"You did nothing wrong" in answer.content and CONTACT.encode() in answer.content


def test_of_words_that_stood_already_only_the_new_lines_are_looked_at(at):
    over = make.meeting(at.committee, state=MeetingState.CLOSED)
    over.minutes = f"Said long ago: {CONTACT}"
    over.save(update_fields=["minutes"])
    told = {"meeting": over, "version": 1}
    kept = minutes.edit_minutes(
        at.organizer, **told, minutes=f"{over.minutes}\n\nAll agreed.", now=timezone.now()
    )
    assert kept.version == 2
    refused = _refused(
        minutes.edit_minutes,
        at.organizer,
        {"meeting": over, "version": 2, "minutes": f"{kept.minutes}\n{METHOD}"},
    )
    assert refused.code == "words_wait_care"
    assert SetAside.objects.get().words == METHOD


def test_official_words_of_adults_name_hard_things_and_say_where_a_meeting_is(at):
    plans.create_plan(
        at.organizer,
        committee=at.committee,
        title="Against bullying",
        summary="Some of us told that they are hit at home.",
        now=timezone.now(),
    )
    called = meetings.call_meeting(
        at.organizer,
        committee=at.committee,
        title="Next",
        place="12 Mill Street",
        starts_at=timezone.now(),
        now=timezone.now(),
    )
    assert called.place == "12 Mill Street"
    assert SetAside.objects.count() == 0


def test_rule_12_nobody_lets_their_own_words_in(at):
    both = factories.member(at.community, Role.ORGANIZER, Role.MODERATOR)
    actor = factories.actor(both, at.community)
    _refused(meetings.add_item, actor, {"meeting": at.meeting, "title": CONTACT})
    told = {"case": Case.objects.get(subject_kind="set_aside"), "outcome": "release", "version": 1}
    assert _refused(cases.rule, actor, told).code == "own_post"


def test_the_page_of_screening_lists_each_command_by_which_words_enter():
    found = set()
    for package in (
        "committees.domain",
        "forums.discussion.domain",
        "forums.live.domain",
        "forums.polls.domain",
    ):
        for told in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            module = importlib.import_module(told.name)
            found |= {
                f"{told.name}.{name}"
                for name, thing in vars(module).items()
                if getattr(thing, "keeps_words", False) and thing.__module__ == told.name
            }
    listed = set(re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert found and found <= listed
    tried = {f"{command.__module__}.{command.__name__}" for command, _told in (*OF_STUDENTS, *OF_ADULTS)}
    tried |= {f"{command.__module__}.{command.__name__}" for command in (sessions.set_prompt, hands.ask)}
    # Made from earlier words, or asked of each part by the same code as another road that is tried.
    assert found - tried == {
        "forums.polls.domain.drafts.start_again",
        "forums.discussion.domain.answers.answer",
    }
