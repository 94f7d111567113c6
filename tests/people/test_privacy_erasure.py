"""Erasure and holds (rule 53)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.discussion.domain import stances
from forums.discussion.models import Perspective, Stance
from forums.live.models import Message
from forums.polls.models import Ballot, Envelope, Tally
from mobilize.kernel import retention
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.enums import ConcernKind
from moderation.models import Concern
from people.domain import erasure, holds, seal
from people.enums import RequestKind, RequestState, Role
from people.models import AuthorSeal, LoginCard, Membership, PrivacyRequest, RosterLink, User
from tests import factories
from tests.factories import polls
from tests.factories.privacy import SENTINEL, found_anywhere, speak_everywhere
from tests.factories.screens import ask_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def student(school):
    return factories.member(school, username=f"{SENTINEL}0")


def erase(school, student) -> None:
    erasure.ask(factories.actor(student, school), now=timezone.now())


@pytest.mark.both_databases
def test_rule_53_no_own_word_is_left_anywhere(school, student, client):
    made = speak_everywhere(school, student)
    client.force_login(student)
    for path in (
        "my-voice/",
        f"forums/{made['forum'].public_id}/",
        f"sessions/{made['room'].session.public_id}/",
    ):
        assert client.get(f"/c/{school.slug}/{path}").status_code == 200
    seeded = found_anywhere()
    for table in (
        "discussion_perspective",
        "discussion_reply",
        "discussion_draft",
        "discussion_voicestem",
        "live_message",
        "live_liveevent",
        "moderation_flag",
        "people_user",
        "people_noticewish",
    ):
        assert f"table {table}" in seeded, table
    assert "opened people.Statement" in seeded
    erase(school, student)
    assert found_anywhere() == []


def test_rule_53_what_others_said_and_the_place_in_the_talk_stay(school, student):
    made = speak_everywhere(school, student)
    erase(school, student)
    said = Perspective.objects.get(pk=made["said"].pk)
    assert (said.state, said.body, said.body_html, said.hidden_at) == ("withdrawn", "", "", None)
    assert said.position == made["said"].position
    made["under"].refresh_from_db()
    assert (made["under"].body, made["under"].state) == ("I like it.", "published")
    made["theirs"].refresh_from_db()
    assert made["theirs"].body == "Somebody else's bench."
    message = Message.objects.get(pk=made["message"].pk)
    assert (message.body, message.seq, message.state) == ("", made["message"].seq, "withdrawn")


def test_rule_53_the_page_says_that_it_was_the_authors_wish(school, student, client):
    made = speak_everywhere(school, student)
    erase(school, student)
    client.force_login(made["friend"])
    page = client.get(f"/c/{school.slug}/forums/{made['forum'].public_id}/{made['said'].public_id}/")
    assert page.status_code == 200
    assert "Removed at the author’s wish." in page.content.decode()
    assert "I like it." in page.content.decode()


def test_rule_53_the_forum_s_list_keeps_the_place_with_what_others_said(school, student, client):
    made = speak_everywhere(school, student)
    alone = factories.perspective(made["forum"], student, f"{SENTINEL} and nobody replied.")
    base = f"/c/{school.slug}/forums/{made['forum'].public_id}/"
    erase(school, student)
    client.force_login(made["friend"])
    page = client.get(base).content.decode()
    assert f'id="p-{made["said"].public_id}"' in page and "Removed at the author’s wish." in page
    assert "I like it." in page
    # Where nobody replied no thread would lose its beginning: nothing stands there.
    assert alone.public_id not in page
    # Nothing can be done to what is not there.
    for door in ("report/perspective/", "withdraw/", "#say"):
        assert (
            f"{made['said'].public_id}/{door}" not in page and f"{door}{made['said'].public_id}" not in page
        )


def test_rule_53_votes_stay_counted_and_nobodys(school):
    poll, students = polls.open_poll(school, voters=6)
    for student in students:
        polls.vote(poll, student, "A quiet room")
    polls.close_poll(poll)
    counted = (Ballot.objects.count(), Tally.objects.get().result)
    erase(school, students[0])
    assert (Ballot.objects.count(), Tally.objects.get().result) == counted
    envelope = Envelope.objects.get(voter__user=students[0])
    assert (envelope.sealed, envelope.voter.user.name) == (None, "Former member")


def test_rule_53_a_vote_in_an_open_poll_is_counted_too(school):
    poll, students = polls.open_poll(school, voters=6)
    for student in students:
        polls.vote(poll, student, "A quiet room")
    erase(school, students[0])
    polls.close_poll(poll)
    assert Ballot.objects.count() == 6


def test_rule_53_nobody_can_tell_afterwards_who_spoke(school, student):
    speak_everywhere(school, student)
    actor = factories.actor(student, school)
    mine = seal.bylines_of(student, community=school)
    assert len(mine) == 3
    stance_of = Perspective.objects.exclude(byline__in=mine).first()
    stances.take(actor, perspective=stance_of, position=1)
    erase(school, student)
    assert not AuthorSeal.objects.filter(byline__in=mine).exists()
    assert seal.bylines_of(student, community=school) == []
    assert all(seal.author_for_notice(byline) is None for byline in mine)
    assert Stance.objects.filter(byline__in=mine).count() == 1
    moments = {post.hidden_at for post in Perspective.objects.filter(byline__in=mine)}
    assert moments == {None}


def test_rule_53_the_account_and_every_sign_in_end(school, student, client):
    client.post("/accounts/login/", {"login": student.username, "password": "password"})
    assert UserSession.objects.filter(user=student).exists()
    erase(school, student)
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert client.get(f"/c/{school.slug}/my-voice/").status_code == 302
    student.refresh_from_db()
    assert (student.name, student.email, student.is_active) == ("Former member", "", False)
    assert not student.has_usable_password()
    assert not Client().login(username=student.username, password="password")


def test_rule_53_somebody_who_is_elsewhere_too_keeps_the_account(school, student):
    other = factories.community("meadow")
    factories.member(other, user=student)
    erase(school, student)
    student.refresh_from_db()
    assert (student.username, student.is_active) == (f"{SENTINEL}0", True)
    assert factories.actor(student, other)
    assert Membership.objects.get(user=student, community=school).ended_at


def test_rule_53_a_hold_refuses_with_a_reason_and_keeps_every_word(school, student):
    speak_everywhere(school, student)
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    member = factories.actor(student, school).membership
    holds.hold(lead, membership=member, reason="A court asks.", now=timezone.now())
    before = found_anywhere()
    with pytest.raises(Refused) as refused:
        erase(school, student)
    assert refused.value.code == "data_held"
    assert "safeguarding lead" in refused.value.message
    assert found_anywhere() == before
    asked = PrivacyRequest.objects.get(kind=RequestKind.ERASURE)
    assert (asked.state, asked.refused_because) == (RequestState.REFUSED, "data_held")
    holds.lift(lead, membership=member, now=timezone.now())
    erase(school, student)
    assert found_anywhere() == []


def test_rule_53_whoever_has_a_concern_file_is_not_erased_and_does_not_learn_of_it(school, student):
    lead = factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)
    member = factories.actor(student, school).membership
    Concern.objects.create(
        community=school,
        kind=ConcernKind.values[0],
        student=member,
        raised_by=lead.membership,
        created_at=timezone.now(),
    )
    with pytest.raises(Refused) as refused:
        erase(school, student)
    assert refused.value.code == "data_held"
    assert "oncern" not in refused.value.message
    now = timezone.now()
    Membership.objects.filter(pk=member.pk).update(ended_at=now)
    assert retention.purge(now=now + timedelta(days=400))["people.memberships"] == 0


def test_rule_53_no_way_in_is_left(school, student):
    member = factories.actor(student, school).membership
    now = timezone.now()
    RosterLink.objects.create(
        community=school, membership=member, source="school", external_id=SENTINEL, created_at=now
    )
    LoginCard.objects.create(membership=member, token_hash=SENTINEL, made_by=student, created_at=now)
    erase(school, student)
    assert found_anywhere() == []


def test_rule_53_the_trail_says_that_it_happened_and_no_word(school, student):
    speak_everywhere(school, student)
    member = factories.actor(student, school).membership
    erase(school, student)
    line = AuditEntry.objects.get(action="people.erase")
    assert (line.object_id, line.actor, line.note) == (member.public_id, "", {})


def test_rule_53_it_is_done_once(school, student):
    actor = factories.actor(student, school)
    erasure.ask(actor, now=timezone.now())
    with pytest.raises(Refused, match="not_now"):
        erasure.ask(actor, now=timezone.now())


def test_rule_53_whoever_works_here_asks_the_office_and_the_office_cannot_erase_itself(school, admin):
    teacher = factories.member(school, Role.TEACHER)
    forum = factories.open_forum(school, named_adult=teacher)
    with pytest.raises(Refused, match="erase_by_office"):
        erase(school, teacher)
    office = factories.actor(admin, school)
    member = factories.actor(teacher, school).membership
    erasure.erase_member(office, membership=member, now=timezone.now())
    forum.refresh_from_db()
    assert forum.named_adult_id == office.membership.pk
    with pytest.raises(Refused, match="own_roles"):
        erasure.erase_member(office, membership=office.membership, now=timezone.now())


def test_rule_53_on_the_screen_it_is_asked_twice_and_then_one_is_signed_out(school, student, client):
    client.force_login(student)
    ask_again(client, student)
    path = reverse("erase_own", kwargs={"community": school.slug})
    assert b"What stays" in client.get(path).content
    assert client.post(path).status_code == 200
    assert User.objects.get(pk=student.pk).is_active
    answer = client.post(path, {"confirm": "yes"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert not User.objects.get(pk=student.pk).is_active
    assert "_auth_user_id" not in client.session


def test_rule_53_the_office_holds_lifts_and_erases_on_one_page(school, student, client, admin):
    client.force_login(admin)
    ask_again(client, admin)
    member = factories.actor(student, school).membership
    path = reverse("member_data", kwargs={"community": school.slug, "member": member.public_id})
    assert client.post(path, {"act": "hold", "reason": ""}).status_code == 422
    assert client.post(path, {"act": "hold", "reason": "A court asks."}).status_code == 302
    assert b"A court asks." in client.get(path).content
    assert client.post(path, {"act": "erase", "confirm": "yes"}).status_code == 409
    assert client.post(path, {"act": "lift"}).status_code == 302
    assert b"Delete all words and data of this person?" in client.post(path, {"act": "erase"}).content
    assert client.post(path, {"act": "erase", "confirm": "yes"}).status_code == 302
    assert erasure.is_erased(member)
    assert client.post(path, {"act": "nonsense"}).status_code == 422
