"""Roads beside the main one: what a sign-in, a mail, a control character or a far day could still lead to."""

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from forums.discussion.domain import welcome
from forums.discussion.models import Draft, Perspective
from mobilize.kernel.fields import Day, Moment
from people.enums import Role
from people.models import JoinCode
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return factories.open_forum(factories.community())


def door(forum, *parts: str) -> str:
    return f"/c/{forum.community.slug}/forums/{forum.public_id}/" + "".join(f"{part}/" for part in parts)


def test_speaking_leaves_the_members_session_row_as_it_was(client, forum):
    student = factories.member(forum.community)
    actor = factories.actor(student, forum.community)
    welcome.confirm(actor, forum=forum, now=actor.at)
    client.force_login(student)
    client.get(door(forum))
    row = Session.objects.values().get(pk=client.session.session_key)
    answer = client.post(door(forum), {"body": "The hall is too loud.", "client_id": "one"}, follow=True)
    assert "A person reads it first." in answer.content.decode()
    assert Perspective.objects.count() == 1
    assert Session.objects.values().get(pk=row["session_key"]) == row


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/accounts/email/"),
        ("post", "/accounts/email/"),
        ("get", "/accounts/confirm-email/"),
        ("get", "/accounts/confirm-email/MQ:abc/"),
        ("post", "/accounts/password/reset/"),
        ("get", "/accounts/password/reset/done/"),
        ("get", "/accounts/password/reset/key/1-abc/"),
    ],
)
def test_no_account_is_reached_by_mail(client, method, address):
    student = factories.member(factories.community())
    client.force_login(student)
    answer = getattr(client, method)(address, {"action_add": "", "email": "new@example.org"})
    assert answer.status_code == 404
    assert not EmailAddress.objects.exists()
    assert mail.outbox == []


def test_whoever_forgot_the_password_is_told_of_the_printed_code():
    page = Client().get("/accounts/password/reset/")
    assert page.status_code == 200
    assert "/accounts/one-use-code/" in page.content.decode()


def test_whoever_must_sign_in_to_post_comes_home_and_not_to_a_page_that_is_not_there(forum):
    answer = Client().post(door(forum), {"body": "Hello"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/home/")


def test_an_address_with_a_nul_leads_nowhere(client, forum):
    client.force_login(factories.member(forum.community))
    assert client.get(f"/c/{forum.community.slug}/forums/%00/").status_code == 404
    assert client.get("/%00/").status_code == 404
    assert Client().get("/c/harbour/%00/").status_code == 302


def test_a_nul_in_a_question_or_a_draft_is_left_out(client, forum):
    student = factories.member(forum.community)
    client.force_login(student)
    assert client.get(door(forum) + "?before=%00").status_code == 200
    assert client.get(f"/c/{forum.community.slug}/forums/?after=%00x").status_code == 200
    assert client.post(door(forum, "draft"), {"body": "half\0 a thought"}).status_code == 303
    assert Draft.objects.get().body == "half a thought"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_no_day_at_the_end_of_the_calendar_breaks_a_clock(client, day):
    school = factories.community()
    client.force_login(factories.member(school, Role.ADMINISTRATOR))
    code = {"label": "7b", "band": "B", "cap": "30", "expires_on": day}
    assert client.post(f"/c/{school.slug}/people/codes/", code).status_code == 422
    assert not JoinCode.objects.exists()


@pytest.mark.parametrize(("field", "typed"), [(Day, "9999-12-31"), (Moment, "0001-01-01T00:00")])
def test_a_day_outside_the_calendar_is_no_valid_day(field, typed):
    with pytest.raises(forms.ValidationError) as refused:
        field().clean(typed)
    assert refused.value.code == "invalid"


def test_a_queue_cursor_at_the_end_of_the_calendar_begins_at_the_start(client):
    school = factories.community()
    client.force_login(factories.member(school, Role.MODERATOR))
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01"):
        assert client.get(f"/c/{school.slug}/desk/", {"after": f"0_{moment}_1"}).status_code == 200


def test_a_tick_for_each_voice_of_a_large_conversation_is_no_fault(client, forum):
    client.force_login(factories.member(forum.community, Role.FACILITATOR))
    ticks = {"title": "Much", "step": "search", "sources": [f"{number:016}" for number in range(3000)]}
    page = client.post(door(forum, "themes"), ticks)
    assert page.status_code == 200
    assert 'value="Much"' in page.content.decode()
