"""Editors reach the pages of their own community, and no young person's words."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.search.index import get_indexed_models
from wagtail.snippets.models import get_snippet_models

from cms import tasks
from cms.domain import editors, pages
from cms.models import CommunityPage, SiteHomePage, StandardPage
from people.domain.members import roles
from people.enums import Role
from people.models import Membership, RoleGrant
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.cms import community_page, organizer, post_edit, post_new, signed_in

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


def groups_of(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        (Role.ORGANIZER, {"harbour editors"}),
        (Role.ADMINISTRATOR, {"harbour editors", "help numbers"}),
        (Role.FACILITATOR, set()),
        (Role.MODERATOR, set()),
        (Role.TEACHER, set()),
        (Role.MENTOR, set()),
        (Role.AGENCY_WORKER, set()),
        (Role.YOUTH_EDITOR, {"harbour youth editors"}),
        (Role.SAFEGUARDING_LEAD, set()),
        (Role.CAREGIVER, set()),
        (Role.STUDENT, set()),
    ],
)
def test_who_edits(harbour, role, groups):
    user = member(harbour, role)
    tasks.sync_editors(user.memberships.get().pk)
    assert groups_of(user) == groups


def test_editing_ends_with_the_role_on_the_same_day(harbour):
    user = organizer(harbour)
    client = signed_in(user)
    assert client.get("/cms/").status_code == 200
    RoleGrant.objects.filter(membership__user=user).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/cms/").status_code == 404
    assert groups_of(user) == set()


def test_editing_ends_with_the_membership(harbour):
    user = organizer(harbour)
    tasks.sync_editors(user.memberships.get().pk)
    Membership.objects.filter(user=user).update(ended_at=timezone.now() - timedelta(seconds=1))
    tasks.sync_editors(user.memberships.get().pk)
    assert groups_of(user) == set()


def test_other_groups_of_a_person_are_left_alone(harbour):
    user = organizer(harbour)
    user.groups.add(Group.objects.create(name="choir"))
    editors.settle(user, now=timezone.now())
    assert groups_of(user) == {"choir", "harbour editors"}


def test_settling_what_is_settled_asks_twice_and_writes_nothing(harbour, django_assert_num_queries):
    user = organizer(harbour)
    editors.settle(user, now=timezone.now())
    with django_assert_num_queries(2):
        editors.settle(user, now=timezone.now())


def test_an_editor_explores_the_own_tree_alone(harbour, valley):
    user = organizer(harbour)
    editors.settle(user, now=timezone.now())
    secret = StandardPage(title="Not out yet", slug="not-out-yet", live=False)
    CommunityPage.objects.get(community=valley, alias_of=None).add_child(instance=secret)
    seen = {page.title for page in page_permission_policy.explorable_instances(user)}
    assert "Harbour" in seen
    assert not seen & {"Valley", "Not out yet"}


@pytest.mark.parametrize(
    "name", ["wagtailadmin_pages:edit", "wagtailadmin_pages:add_subpage", "wagtailadmin_pages:delete"]
)
def test_an_editor_reaches_no_page_of_another_community(harbour, valley, name):
    user = organizer(harbour)
    client = signed_in(user)
    own = CommunityPage.objects.get(community=harbour, alias_of=None)
    foreign = CommunityPage.objects.get(community=valley, alias_of=None)
    own_answer = client.get(reverse(name, args=[own.pk]))
    assert own_answer.status_code == (302 if name.endswith("delete") else 200)
    assert client.get(reverse(name, args=[foreign.pk])).status_code == 404


def test_an_editor_makes_and_changes_nothing_in_another_community(harbour, valley):
    client = signed_in(organizer(harbour))
    parent = CommunityPage.objects.get(community=valley, alias_of=None)
    door = pages.plant_door("forum", open_forum(valley, question="Of the valley?"))
    before = Page.objects.count()
    post_new(client, parent, "forum")
    post_edit(client, door, "forum", title="Taken over?", **{"action-publish": "1"})
    door.refresh_from_db()
    door.forum.refresh_from_db()
    assert (door.title, door.forum.question) == ("Of the valley?", "Of the valley?")
    assert Page.objects.count() == before


def test_drafts_of_others_are_not_offered_for_links(harbour, valley):
    client = signed_in(organizer(harbour))
    parent = CommunityPage.objects.get(community=valley, alias_of=None)
    parent.add_child(instance=StandardPage(title="Not out yet", slug="not-out-yet", live=False))
    body = client.get(reverse("wagtailadmin_choose_page_child", args=[parent.pk])).content.decode()
    assert "Not out yet" not in body
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "Not out"}).content.decode()
    assert "not-out-yet" not in found


def test_a_page_stays_in_its_community(harbour, valley):
    user = organizer(harbour)
    member(valley, Role.ORGANIZER, user=user, second_factor=False)
    client = signed_in(user)
    door = pages.plant_door("forum", open_forum(harbour))
    target = CommunityPage.objects.get(community=valley, alias_of=None)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[door.pk, target.pk]), {})
    door.refresh_from_db()
    assert door.get_parent().pk == CommunityPage.objects.get(community=harbour, alias_of=None).pk


def test_a_community_keeps_its_page(harbour):
    client = signed_in(organizer(harbour))
    page = CommunityPage.objects.get(community=harbour, alias_of=None)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={page.pk}&next=/cms/")
    assert CommunityPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize(
    "address", ["/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/settings/cms/helpsettings/"]
)
def test_organizers_do_not_run_the_installation(harbour, address):
    assert signed_in(organizer(harbour)).get(address).status_code == 404


def test_administrators_look_after_the_help_numbers(harbour):
    client = signed_in(member(harbour, Role.ADMINISTRATOR))
    assert client.get("/cms/settings/cms/helpsettings/", follow=True).status_code == 200
    assert client.get("/cms/users/").status_code == 404


def test_young_people_never_enter_the_editor_whatever_group_they_are_in(harbour):
    user = member(harbour)
    user.groups.add(Group.objects.get(name="harbour editors"))
    assert signed_in(user).get("/cms/").status_code == 404
    assert signed_in(user).get("/cms/pages/").status_code == 404


def test_staff_without_a_second_factor_set_it_up_before_the_editor_opens(harbour):
    answer = signed_in(organizer(harbour, second_factor=False)).get("/cms/")
    assert answer.url == "/accounts/2fa/totp/activate/"


def test_the_editor_asks_strangers_to_sign_in():
    answer = Client().get("/cms/")
    assert answer.url.startswith("/accounts/login/")


OURS = ("people", "moderation", "discussion", "polls", "live", "committees", "kernel")


def test_wagtail_knows_no_model_of_what_people_say_vote_or_decide():
    ours = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    assert not ours & set(get_indexed_models())
    assert not ours & set(get_snippet_models())
    offered = Permission.objects.filter(group__isnull=False).values_list("content_type__app_label", flat=True)
    assert not set(offered) & set(OURS)


def test_what_is_searched_in_a_page_are_its_own_words():
    ours = {model for model in get_indexed_models() if model._meta.app_label == "cms"}
    own = {"introduction", "more", "body"}
    for model in ours:
        named = {field.field_name for field in model.get_search_fields()} - {
            field.field_name for field in Page.get_search_fields()
        }
        assert named <= own, model


def test_the_editor_shows_no_young_words_anywhere(harbour):
    forum = open_forum(harbour)
    student = member(harbour)
    perspective(forum, student, "SENTINEL published words")
    perspective(forum, student, "SENTINEL held words", published=False)
    door = pages.plant_door("forum", forum)
    client = signed_in(organizer(harbour))
    root = CommunityPage.objects.get(community=harbour, alias_of=None).pk
    for address in (
        "/cms/",
        "/cms/doors/",
        f"/cms/pages/{root}/",
        f"/cms/pages/{door.pk}/edit/",
        f"/cms/pages/{door.pk}/view_draft/",
        f"/cms/pages/{door.pk}/history/",
        "/cms/pages/search/?q=SENTINEL",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = answer.content.decode().replace("q=SENTINEL", "").replace('value="SENTINEL"', "")
        assert "SENTINEL published" not in body, address
        assert "SENTINEL held" not in body, address
        assert student.name not in body, address


def test_the_list_of_doors_is_for_the_own_community(harbour, valley):
    pages.plant_door("forum", open_forum(harbour, question="Of the harbour?"))
    pages.plant_door("forum", open_forum(valley, question="Of the valley?"))
    body = signed_in(organizer(harbour)).get("/cms/doors/").content.decode()
    assert "Of the harbour?" in body
    assert "Of the valley?" not in body


def test_the_menu_leads_back_to_the_rooms_and_to_no_foreign_host(harbour, rf):
    request = rf.get("/cms/")
    request.user = organizer(harbour)
    editors.settle(request.user, now=timezone.now())
    items = admin_menu.menu_items_for_request(request)
    assert "/home/" in {getattr(item, "url", "") for item in items}
    assert "help" not in {item.name for item in items}


def test_wagtails_own_groups_and_welcome_page_are_gone():
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert {page.specific_class for page in Page.objects.filter(depth=2)} == {SiteHomePage}


def test_giving_and_ending_a_role_gives_and_ends_the_right_to_edit(
    harbour, django_capture_on_commit_callbacks
):
    now = timezone.now()
    administrator = actor(member(harbour, Role.ADMINISTRATOR), harbour)
    user = member(harbour, Role.TEACHER)
    place = user.memberships.get()
    with django_capture_on_commit_callbacks(execute=True):
        roles.grant_role(administrator, membership=place, role=Role.ORGANIZER, now=now)
    assert groups_of(user) == {"harbour editors"}
    with django_capture_on_commit_callbacks(execute=True):
        roles.end_role(administrator, membership=place, role=Role.ORGANIZER, now=now)
    assert groups_of(user) == set()
