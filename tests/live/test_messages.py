"""Speaking in a community session: numbered once, held where the rules say so, gone when taken away."""

from datetime import timedelta

import pytest
from django.db.models import Max
from django.utils import timezone

from forums.live.domain import messages, sessions
from forums.live.enums import Audience, MessageState
from forums.live.models import LiveEvent, Message
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation import handlers
from moderation.domain import cases, reports
from moderation.enums import CaseState
from moderation.models import Case
from people.domain import seal
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refusal(code: str):
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


@pytest.fixture
def school():
    return community()


@pytest.fixture
def made(school):
    return room(school)


def log_of(session, audience=Audience.PUB):
    lines = LiveEvent.objects.filter(stream__session=session, stream__audience=audience)
    return list(lines.values_list("seq", "kind", "ref"))


def test_the_same_client_id_is_one_message_with_one_number(made, school):
    student = member(school, band="D")
    how = {"session": made.session, "client_id": "one", "body": "Only once", "now": timezone.now()}
    first, again = messages.say(made.actor(student), **how)
    second, repeated = messages.say(made.actor(student), **how)
    assert (again, repeated) == (False, True)
    assert (first.pk, first.seq) == (second.pk, second.seq)
    assert Message.objects.count() == 1
    assert len([kind for _seq, kind, _ref in log_of(made.session) if kind == "message"]) == 1


def test_a_resend_after_the_talk_closed_still_learns_its_number(made, school):
    student = member(school, band="D")
    first = made.say(student, client_id="late")
    sessions.close_session(made.actor(made.facilitator), session=made.session, now=timezone.now())
    made.session.refresh_from_db()
    again, repeated = messages.say(
        made.actor(student),
        session=made.session,
        client_id="late",
        body="Other words",
        now=timezone.now(),
    )
    assert (again.seq, again.body, repeated) == (first.seq, first.body, True)


def test_the_same_client_id_of_two_members_is_two_messages(made, school):
    made.say(member(school, band="D"), client_id="one")
    made.say(member(school, band="D"), client_id="one")
    assert Message.objects.count() == 2


def test_numbers_have_no_holes_and_a_refused_message_takes_none(made, school):
    student = member(school, band="D")
    made.say(student)
    with refusal("text_empty"):
        made.say(student, "   ")
    made.say(student)
    assert [seq for seq, _kind, _ref in log_of(made.session)] == [1, 2, 3, 4]


def test_a_held_message_is_in_the_moderators_stream_alone(made, school):
    message = made.say(member(school))
    assert message.public_id not in [ref for _seq, _kind, ref in log_of(made.session)]
    assert log_of(made.session, Audience.MOD) == [(1, "held", message.public_id)]


def test_a_released_message_takes_the_next_number(made, school):
    held = made.say(member(school))
    later = made.say(member(school, band="D"))
    messages.rule_on(
        made.actor(made.moderator), message=held, outcome="release", version=1, now=timezone.now()
    )
    held.refresh_from_db()
    assert (later.seq, held.seq, held.state) == (3, 4, MessageState.PUBLISHED)
    assert log_of(made.session, Audience.MOD)[-1] == (2, "settled", held.public_id)


def test_a_message_can_be_ruled_about_once(made, school):
    held = made.shown(member(school))
    with refusal("case_ruled"):
        messages.rule_on(
            made.actor(made.moderator), message=held, outcome="release", version=1, now=timezone.now()
        )


def test_a_message_sent_back_never_reaches_the_room_and_its_words_leave_the_log(made, school):
    held = made.say(member(school), "Words to take back")
    messages.rule_on(
        made.actor(made.moderator),
        message=held,
        outcome="return",
        version=1,
        reason="unkind",
        reply="Try it in other words.",
        now=timezone.now(),
    )
    held.refresh_from_db()
    assert (held.state, held.seq) == (MessageState.RETURNED, None)
    assert held.public_id not in [ref for _seq, _kind, ref in log_of(made.session)]
    assert not any(
        "Words to take back" in str(p) for p in LiveEvent.objects.values_list("payload", flat=True)
    )


@pytest.mark.parametrize("who", ["facilitator", "second_adult"])
def test_only_the_desk_rules_about_a_message(made, school, who):
    held = made.say(member(school))
    with refusal("not_found"):
        messages.rule_on(
            made.actor(getattr(made, who)), message=held, outcome="release", version=1, now=timezone.now()
        )


def test_a_removed_message_loses_its_words_in_the_log_and_keeps_its_place(made, school):
    message = made.say(member(school, band="D"), "Words to remove")
    reporter = made.actor(member(school))
    reports.report(reporter, kind="message", public_id=message.public_id, reason="unkind", now=timezone.now())
    case = Case.objects.get(subject_id=message.public_id)
    cases.rule(
        made.actor(made.moderator),
        case=case,
        outcome="remove",
        version=1,
        reason="unkind",
        reply="We took it away.",
        now=timezone.now(),
    )
    line = LiveEvent.objects.get(stream__session=made.session, kind="message", ref=message.public_id)
    assert (line.seq, line.payload["body"], line.payload["gone"]) == (message.seq, "", True)
    assert log_of(made.session)[-1][1:] == ("removed", message.public_id)
    assert not any("Words to remove" in str(p) for p in LiveEvent.objects.values_list("payload", flat=True))


def test_rule_7_a_member_takes_an_own_message_back_and_its_case_closes(made, school):
    student = member(school)
    held = made.say(student)
    messages.withdraw(made.actor(student), message=held, now=timezone.now())
    held.refresh_from_db()
    assert held.state == MessageState.WITHDRAWN
    assert Case.objects.get(subject_id=held.public_id).state == CaseState.CLOSED


def test_nobody_takes_back_the_message_of_another(made, school):
    message = made.shown(member(school))
    with refusal("not_found"):
        messages.withdraw(made.actor(member(school)), message=message, now=timezone.now())


def test_a_muted_byline_cannot_write_and_the_mute_names_no_person(made, school):
    student = member(school, band="D")
    byline = made.say(student).byline
    messages.mute(made.actor(made.moderator), session=made.session, byline=byline, now=timezone.now())
    with refusal("muted"):
        made.say(student)
    messages.unmute(made.actor(made.moderator), session=made.session, byline=byline, now=timezone.now())
    assert made.say(student).state == MessageState.PUBLISHED


def test_the_eleventh_message_within_ten_seconds_is_refused(made, school):
    student, now = member(school, band="D"), timezone.now()
    for number in range(10):
        made.say(student, f"Message {number}", now=now)
    with refusal("too_fast"):
        made.say(student, "One more", now=now)
    assert made.say(student, "One more", now=now + timedelta(seconds=11)).state == MessageState.PUBLISHED


def test_an_over_long_message_is_refused_with_both_numbers(made, school):
    with pytest.raises(Refused) as refused:
        made.say(member(school), "x" * 1001)
    assert (refused.value.code, refused.value.params) == ("text_too_long", {"length": 1001, "limit": 1000})


def test_nothing_about_a_message_leads_to_the_young_person_who_said_it(made, school):
    student = member(school)
    message = made.say(student)
    payload = str(LiveEvent.objects.get(kind="held").payload)
    trail = AuditEntry.objects.get(action="live.say")
    assert student.username not in payload and student.public_id not in payload
    assert (trail.actor, trail.object_id) == ("", message.public_id)
    assert seal.is_author(student, message.byline)


def test_the_desk_shows_a_message_with_its_session(made, school):
    message = made.say(member(school), "A *lamp*")
    subject = handlers.of("message").subject(message.public_id)
    assert (subject.text, subject.place, subject.is_public) == ("A *lamp*", "The quiet room", False)


def test_the_head_of_a_stream_is_its_last_line(made, school):
    made.say(member(school, band="D"))
    for stream in made.session.streams.all():
        assert stream.last_seq == (stream.events.aggregate(last=Max("seq"))["last"] or 0)
