"""Saving a door goes through the domain of its thing; a refusal changes nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.domain import pages
from cms.models import CommitteeDoorPage, DoorPage, ForumDoorPage, PlanPage, PollDoorPage, SessionDoorPage
from committees.models import Committee, Plan
from forums.discussion.domain import forums
from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll
from mobilize.kernel.models import AuditEntry
from people.models import Clearance, RoleGrant
from tests.factories import actor, community, open_forum
from tests.factories.cms import community_page, organizer, post_edit, post_new, signed_in, typed
from tests.factories.committees import committee
from tests.factories.polls import open_poll

pytestmark = pytest.mark.django_db


def first(model):
    """The one page that the others follow."""
    return model.objects.get(alias_of=None)


@pytest.fixture
def harbour():
    return community("harbour")


@pytest.fixture
def parent(harbour):
    return community_page(harbour)


@pytest.fixture
def editor(harbour):
    return organizer(harbour)


@pytest.fixture
def client(editor):
    return signed_in(editor)


def test_a_new_forum_door_makes_a_draft_forum_through_the_domain(client, parent, editor):
    words = {"space": "Made-up names.", "influence": "Lunch.", "bands": ["B", "C"], "answer_by": "2099-01-01"}
    answer = post_new(client, parent, "forum", introduction="Tell us.", **words)
    door = first(ForumDoorPage)
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[door.pk])
    forum = door.forum
    assert (forum.question, forum.introduction, forum.space) == (
        "What should change?",
        "Tell us.",
        "Made-up names.",
    )
    assert (forum.state, forum.bands, forum.answer_by) == (ForumState.DRAFT, ["B", "C"], date(2099, 1, 1))
    assert forum.community == parent.community
    line = AuditEntry.objects.get(action="forums.create_forum")
    assert (line.actor, line.object_id) == (editor.public_id, forum.public_id)
    assert door.live is False
    assert door.slug == "what-should-change"


@pytest.mark.parametrize(
    ("kind", "door", "thing"),
    [
        ("poll", PollDoorPage, GoalPoll),
        ("session", SessionDoorPage, CommunitySession),
        ("committee", CommitteeDoorPage, Committee),
    ],
)
def test_a_new_door_makes_its_thing_as_a_draft(client, parent, kind, door, thing):
    post_new(client, parent, kind)
    page = first(door)
    assert page.thing == thing.objects.get()
    assert page.thing.state == "draft"
    assert str(page.thing) == page.title


def test_a_new_plan_page_makes_a_plan_of_a_committee(client, parent, harbour):
    chosen = committee(harbour)
    post_new(client, parent, "plan", committee=str(chosen.pk), summary="Less noise.")
    plan = first(PlanPage).plan
    assert (plan.committee, plan.title, plan.summary, plan.state) == (
        chosen,
        "A calmer lunch",
        "Less noise.",
        "draft",
    )


def test_a_moment_typed_in_the_editor_is_in_the_clock_of_the_community(client, harbour, parent):
    harbour.time_zone = "Europe/Paris"
    harbour.save()
    post_new(client, parent, "session", starts_at="2026-12-01 15:00")
    assert CommunitySession.objects.get().starts_at.isoformat() == "2026-12-01T14:00:00+00:00"


def test_publishing_a_new_door_shows_it_and_opens_nothing(client, parent):
    post_new(client, parent, "forum", **{"action-publish": "1"})
    door = first(ForumDoorPage)
    assert (door.live, door.forum.state) == (True, ForumState.DRAFT)


def test_what_the_domain_refuses_is_said_in_the_form_and_nothing_is_saved(client, parent, editor):
    Clearance.objects.filter(membership__user=editor).update(expires_on=date(2020, 1, 1))
    answer = post_new(client, parent, "poll", introduction="Long words to keep.")
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "Your safeguarding check is missing or has run out." in body
    assert "Long words to keep." in body
    assert PollDoorPage.objects.count() == 0
    assert GoalPoll.objects.count() == 0


def test_a_refusal_stands_at_the_field_it_is_about(client, parent):
    answer = post_new(client, parent, "committee", purpose="")
    assert answer.context["form"].errors == {"purpose": ["Write something first."]}
    assert Committee.objects.count() == 0


def test_a_failure_of_the_page_takes_the_thing_back(client, parent, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError("no page today")

    monkeypatch.setattr("wagtail.models.Page.save_revision", break_down)
    with pytest.raises(RuntimeError):
        post_new(client, parent, "forum")
    assert Forum.objects.count() == 0
    assert ForumDoorPage.objects.count() == 0


def test_saving_an_existing_door_describes_the_thing(client, parent):
    post_new(client, parent, "forum")
    door = first(ForumDoorPage)
    answer = post_edit(
        client, door, "forum", title="What should change at lunch?", voice="Start as you like."
    )
    assert answer.status_code == 302
    door.forum.refresh_from_db()
    assert (door.forum.question, door.forum.voice) == ("What should change at lunch?", "Start as you like.")
    assert Forum.objects.count() == 1


def test_saving_without_other_words_leaves_the_thing_alone(client, harbour, parent, editor):
    forum = forums.create(
        actor(editor, harbour), question="What should change?", introduction="As it was.", now=timezone.now()
    )

    door = pages.plant_door("forum", forum)
    answer = post_edit(client, door, "forum", introduction="As it was.", **{"action-publish": "1"})
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="forums.describe_forum").exists()


def test_the_editing_form_shows_the_words_of_the_thing_not_of_the_page(client, harbour, parent):

    forum = open_forum(harbour, question="Before?")
    door = pages.plant_door("forum", forum)
    Forum.objects.filter(pk=forum.pk).update(question="After?", introduction="Changed in the room.")
    form = client.get(reverse("wagtailadmin_pages:edit", args=[door.pk])).context["form"]
    assert form["title"].value() == "After?"
    assert form["introduction"].value() == "Changed in the room."


def test_rule_34_names_of_an_open_forum_stay_as_they_are(client, harbour, parent):

    door = pages.plant_door("forum", open_forum(harbour))
    answer = post_edit(client, door, "forum", name_mode="named", **{"action-publish": "1"})
    door.forum.refresh_from_db()
    assert door.forum.name_mode == "pseudonymous"
    assert "name_mode" in answer.context["form"].errors


def test_a_poll_that_has_opened_keeps_its_words_and_its_page_can_still_change(
    client, harbour, parent, editor
):

    poll, _students = open_poll(harbour, voters=1, organizer=editor)
    door = pages.plant_door("poll", poll)
    closes = timezone.localtime(poll.closes_at, harbour.zone).strftime("%Y-%m-%d %H:%M")
    same = {"closes_at": closes, "action-publish": "1"}
    assert post_edit(client, door, "poll", seo_title="Vote", **same).status_code == 302
    door.refresh_from_db()
    assert door.seo_title == "Vote"
    answer = post_edit(client, door, "poll", title="Other words?", **same)
    assert answer.status_code == 200
    poll.refresh_from_db()
    assert poll.question == "Which goals should we pick?"


def test_a_preview_shows_what_is_typed_and_makes_nothing(client, parent):
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "forumdoorpage", parent.pk])
    sent = client.post(address, typed("forum", title="Only a thought?", introduction="Typed, not saved."))
    assert sent.json() == {"is_valid": True, "is_available": True}
    shown = client.get(address).content.decode()
    assert "Only a thought?" in shown
    assert "Typed, not saved." in shown
    assert Forum.objects.count() == 0


def test_a_door_offers_only_forums_of_its_own_community(client, harbour, parent):
    elsewhere = open_forum(community("valley"), question="Of the valley?")
    own = open_forum(harbour, question="Of the harbour?")
    address = reverse("wagtailadmin_pages:add", args=["cms", "polldoorpage", parent.pk])
    assert list(client.get(address).context["form"].fields["forum"].queryset) == [own]
    answer = post_new(client, parent, "poll", forum=str(elsewhere.pk))
    assert "forum" in answer.context["form"].errors
    assert GoalPoll.objects.count() == 0


def test_nobody_chooses_the_thing_behind_a_door(client, harbour, parent):
    other = open_forum(harbour)
    post_new(client, parent, "forum", forum=str(other.pk), state="open", community="999")
    made = first(ForumDoorPage).forum
    assert made.pk != other.pk
    assert (made.state, made.community) == (ForumState.DRAFT, harbour)


def test_a_door_is_not_copied(client, harbour, parent):

    door = pages.plant_door("forum", open_forum(harbour))
    answer = client.post(
        reverse("wagtailadmin_pages:copy", args=[door.pk]),
        {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(parent.pk)},
    )
    assert answer.url == reverse("wagtailadmin_explore", args=[parent.pk])
    assert ForumDoorPage.objects.filter(alias_of=None).count() == 1


def test_a_published_door_offers_no_draft(client, harbour, parent):

    door = pages.plant_door("forum", open_forum(harbour))
    body = client.get(reverse("wagtailadmin_pages:edit", args=[door.pk])).content.decode()
    assert "Save draft" not in body
    assert "action-publish" in body


def test_a_role_that_ran_out_saves_no_door(client, harbour, parent, editor):
    RoleGrant.objects.filter(membership__user=editor).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert post_new(client, parent, "forum").status_code == 404
    assert Forum.objects.count() == 0


def test_every_kind_of_door_has_a_form_and_a_face():
    from cms import forms
    from cms.queries import public, things

    kinds = set(DoorPage.__subclasses__())
    assert kinds == set(public._FACES) == set(things.KINDS)
    assert all(issubclass(kind.base_form_class, forms.DoorForm) for kind in kinds)
    assert Plan in {kind._meta.get_field(kind.thing_field).related_model for kind in kinds}
