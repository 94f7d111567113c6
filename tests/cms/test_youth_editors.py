"""A youth editor writes drafts, and publishes by no road."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.domain import editors, pages
from cms.models import StandardPage
from people.enums import Role
from tests.factories import community, member, open_forum, perspective
from tests.factories.cms import community_page, organizer, signed_in
from tests.factories.news import draft_in, fields, shelf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    made = community("harbour")
    community_page(made)
    return made


@pytest.fixture
def valley():
    made = community("valley")
    community_page(made)
    return made


@pytest.fixture
def young(harbour):
    return member(harbour, Role.YOUTH_EDITOR, username="young")


def test_a_youth_editor_publishes_by_no_road(harbour, young):
    editors.settle(young, now=timezone.now())
    page = draft_in(harbour, young, "Mine")
    client, shelf = signed_in(young), shelf_of(harbour)
    alias = page.get_translations().get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, fields("Mine", **{"action-publish": "1"}))
    client.post(edit, fields("Mine", **{"action-publish": "1", "go_live_at": "2020-01-01 10:00"}))
    client.post(
        reverse("wagtailadmin_pages:add", args=["cms", "standardpage", shelf.pk]),
        {**fields("Another", **{"action-publish": "1"}), "slug": "another"},
    )
    client.post(
        reverse("wagtailadmin_pages:edit", args=[alias.pk]), fields("Mine", **{"action-publish": "1"})
    )
    client.post(edit, fields("Mine", **{"action-submit": "1"}))
    state = WorkflowState.objects.get()
    task = state.current_task_state
    for action in ("approve", "reject"):
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk])
        assert client.post(address, {"comment": ""}).status_code == 404
        client.post(edit, fields("Mine", **{"action-workflow-action": "1", "workflow-action-name": action}))
    for kind in ("publish", "unpublish", "move", "delete"):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
        assert client.post(f"{bulk}?id={page.pk}&next=/cms/").status_code == 404
    for name, args in (
        ("wagtailadmin_pages:copy", [page.pk]),
        ("wagtailadmin_pages:move_confirm", [page.pk, pages.first_page(harbour).pk]),
        ("wagtailadmin_pages:unpublish", [shelf.pk]),
        ("wagtailadmin_pages:convert_alias", [alias.pk]),
        ("wagtailadmin_api:pages:action", [page.pk, "publish"]),
        ("wagtail_localize:submit_page_translation", [page.pk]),
        ("wagtail_localize:convert_to_alias", [page.pk]),
    ):
        assert client.post(reverse(name, args=args), {"publish": "1"}).status_code == 404, name
    assert not StandardPage.objects.filter(live=True).exists()
    assert not StandardPage.objects.filter(go_live_at__isnull=False).exists()
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_a_youth_editor_finds_their_own_news_and_no_door(harbour, young):
    forum = open_forum(harbour, question="What should change?")
    door = pages.plant_door("forum", forum)
    of_another = draft_in(harbour, organizer(harbour), "Not mine")
    client = signed_in(young)
    for page in (door, pages.first_page(harbour)):
        for name in ("edit", "view_draft", "history"):
            assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk])).status_code == 404
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[of_another.pk]))
    assert answer.status_code in {302, 404}
    parent = pages.first_page(harbour)
    new = client.get(reverse("wagtailadmin_pages:add", args=["cms", "forumdoorpage", parent.pk]))
    assert new.status_code == 404
    body = client.get("/cms/").content.decode()
    assert "Write news for Harbour" in body
    assert "What should change?" not in body
    assert client.get("/cms/doors/").status_code == 404


def test_a_student_elsewhere_is_no_youth_editor(harbour, valley, young):
    member(valley, user=young)
    editors.settle(young, now=timezone.now())
    assert not young.groups.exists()
    assert signed_in(young).get("/cms/").status_code == 404


def test_a_youth_editor_finds_no_room_of_young_people(harbour, young):
    forum = open_forum(harbour)
    perspective(forum, member(harbour), "SENTINEL words")
    client = signed_in(young)
    assert client.get("/c/harbour/").status_code == 200
    for room in (
        "forums/",
        f"forums/{forum.public_id}/",
        "polls/",
        "sessions/",
        "desk/",
        "people/",
        "my-voice/",
    ):
        assert client.get(f"/c/harbour/{room}").status_code == 404, room


def test_a_page_handed_in_waits_for_an_organizer(harbour, young):
    editors.settle(young, now=timezone.now())
    page = draft_in(harbour, young, "Mine")
    signed_in(young).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), fields("Mine", **{"action-submit": "1"})
    )
    body = signed_in(organizer(harbour)).get("/cms/").content.decode()
    assert "1 page waits to be read and approved." in body


def test_a_page_finds_its_address_without_a_script(harbour, young):
    add = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", shelf_of(harbour).pk])
    for _twice in range(2):
        signed_in(young).post(add, {**fields("We won"), "slug": ""})
    first, second = StandardPage.objects.filter(title="We won", alias_of=None).order_by("pk")
    assert (first.slug, first.owner) == ("we-won", young)
    assert second.slug.startswith("we-won-")
