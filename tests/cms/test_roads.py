"""The roads of the editor: nothing of another community, nothing private, and no way for a youth editor to publish."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms import roads
from cms.domain import editors, pages
from cms.models import ForumDoorPage, NewsPage, StandardPage
from people.enums import Role
from tests.factories import community, member, open_forum, perspective
from tests.factories.cms import community_page, organizer, post_edit, signed_in

pytestmark = pytest.mark.django_db
SENTINEL = "Hidden in the valley"


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


def french() -> Locale:
    return Locale.objects.get(language_code="fr")


def shelf_of(place) -> NewsPage:
    return NewsPage.objects.child_of(pages.first_page(place)).get()


def draft_in(place, owner=None, title=SENTINEL) -> StandardPage:
    """A draft among the news of a community."""
    page = StandardPage(title=title, slug="a-draft", live=False, owner=owner, locale=shelf_of(place).locale)
    shelf_of(place).add_child(instance=page)
    page.save_revision(user=owner)
    pages.mirror(page)
    return page


def admin_roads():
    """Every address of the editor: its name and the names of its parts."""

    def walk(resolver, spaces=(), path=""):
        for each in resolver.url_patterns:
            here = path + str(each.pattern)
            if isinstance(each, URLPattern):
                yield ":".join((*spaces, each.name or "")), here
            else:
                yield from walk(each, (*spaces, *([each.namespace] if each.namespace else [])), here)

    return [(name, path) for name, path in walk(get_resolver()) if path.startswith("cms/")]


def test_what_is_written_down_as_a_road_exists():
    assert {name for name, _path in admin_roads()} >= (roads.WRITING | roads.PUBLISHING | roads.HELP)


_PARTS = {"app_label": "cms", "model_name": "standardpage", "object_id": "1", "action": "x"}


def _addresses() -> list[tuple[str, str]]:
    """Each address with something in the place of its parts."""
    found = []
    for name, path in admin_roads():
        filled = re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)", lambda m: "1" if "P<" in m.group() else "", path)
        filled = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: _PARTS.get(m.group(2), "1"), filled)
        if "." not in filled:
            found.append((name, f"/{filled}"))
    return found


def test_every_other_address_does_not_exist(harbour, young):
    shut = {"wagtailadmin_error_test", "wagtailimages:url_generator", "wagtailadmin_reports:site_history"}
    tried = set()
    for user, open_ones in ((organizer(harbour), roads.WRITING | roads.PUBLISHING), (young, roads.WRITING)):
        client = signed_in(user)
        for name, address in _addresses():
            if name not in open_ones:
                tried.add(name)
                assert client.get(address).status_code == 404, (user.username, name, address)
    assert shut <= tried


@pytest.mark.parametrize(
    "address", ["/cms/login/", "/cms/password_reset/", "/_util/login/", "/fr/_util/login/"]
)
def test_there_is_no_sign_in_by_password_alone(harbour, address):
    user = organizer(harbour)
    client = Client()
    answer = client.post(address, {"username": user.username, "password": "password"})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_no_api_of_wagtail_is_open():
    assert not apps.is_installed("wagtail.api.v2")
    assert not apps.is_installed("wagtail.api.v3")
    for address in ("/api/v2/pages/", "/api/v3/pages/", "/api/", "/cms/api/main/images/"):
        assert Client().get(address).status_code in {302, 404}, address


def test_an_organizer_reaches_nothing_of_another_community(harbour, valley):
    page, own = draft_in(valley), pages.first_page(harbour)
    translate_object(page, [french()])
    source = TranslationSource.objects.get()
    translation = Translation.objects.get()
    folder = Collection.objects.get(name="valley")
    picture = Image(title=SENTINEL, width=1, height=1, file="original_images/x.png", collection=folder)
    Image.objects.bulk_create([picture])
    revision = page.latest_revision
    client = signed_in(organizer(harbour))
    tried = {
        name: {"page_id": page.pk}
        for name in (
            "edit",
            "view_draft",
            "delete",
            "unpublish",
            "copy",
            "history",
            "usage",
            "workflow_history",
        )
    }
    tried |= {
        "move": {"page_to_move_id": page.pk},
        "move_confirm": {"page_to_move_id": page.pk, "destination_id": own.pk},
        "add_subpage": {"parent_page_id": page.pk},
        "revisions_view": {"page_id": page.pk, "revision_id": revision.pk},
        "revisions_revert": {"page_id": page.pk, "revision_id": revision.pk},
        "revisions_unschedule": {"page_id": page.pk, "revision_id": revision.pk},
    }
    addresses = [reverse(f"wagtailadmin_pages:{name}", kwargs=kwargs) for name, kwargs in tried.items()]
    addresses += [
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
        reverse("wagtailadmin_api:pages:detail", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        reverse("wagtail_localize:download_pofile", args=[translation.pk]),
        reverse("wagtail_localize:preview_translation", args=[translation.pk]),
        reverse("wagtail_localize:stop_translation", args=[translation.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"title": "Taken"}).status_code == 404, address
    for address in (
        "/cms/",
        "/cms/pages/",
        "/cms/pages/search/?q=Hidden",
        "/cms/choose-page/search/?q=Hidden",
        "/cms/choose-page/",
        "/cms/api/main/pages/?fields=*",
        "/cms/images/",
        "/cms/images/chooser/",
        "/cms/doors/?kind=forums",
    ):
        assert SENTINEL not in client.get(address).content.decode(), address
    assert client.get(reverse("wagtailimages:edit", args=[picture.pk])).status_code in {302, 404}
    assert client.get(reverse("wagtailimages_chooser:chosen", args=[picture.pk])).status_code in {
        302,
        403,
        404,
    }
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={page.pk}&next=/cms/")
    page.refresh_from_db()
    assert (page.live, page.title) == (False, SENTINEL)


def _fields(title: str, **more) -> dict:
    body = {"body-count": "0"}
    return {"title": title, "slug": "a-draft", "introduction": "", "search_description": "", **body, **more}


def test_a_youth_editor_publishes_by_no_road(harbour, young):
    editors.settle(young, now=timezone.now())
    page = draft_in(harbour, young, "Mine")
    client, shelf = signed_in(young), shelf_of(harbour)
    alias = page.get_translations().get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, _fields("Mine", **{"action-publish": "1"}))
    client.post(edit, _fields("Mine", **{"action-publish": "1", "go_live_at": "2020-01-01 10:00"}))
    client.post(
        reverse("wagtailadmin_pages:add", args=["cms", "standardpage", shelf.pk]),
        {**_fields("Another", **{"action-publish": "1"}), "slug": "another"},
    )
    client.post(
        reverse("wagtailadmin_pages:edit", args=[alias.pk]), _fields("Mine", **{"action-publish": "1"})
    )
    client.post(edit, _fields("Mine", **{"action-submit": "1"}))
    state = WorkflowState.objects.get()
    task = state.current_task_state
    for action in ("approve", "reject"):
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk])
        assert client.post(address, {"comment": ""}).status_code == 404
        client.post(edit, _fields("Mine", **{"action-workflow-action": "1", "workflow-action-name": action}))
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


@pytest.mark.parametrize(
    "role", [Role.MODERATOR, Role.TEACHER, Role.FACILITATOR, Role.STUDENT, Role.CAREGIVER]
)
def test_to_others_the_editor_does_not_exist(harbour, role):
    page = draft_in(harbour)
    client = signed_in(member(harbour, role))
    for address in (
        "/cms/",
        "/cms/guide/",
        "/cms/doors/",
        f"/cms/pages/{page.pk}/edit/",
        "/cms/pages/search/?q=a",
    ):
        assert client.get(address).status_code == 404, address


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


def test_a_list_asks_as_often_for_many_as_for_one(
    harbour, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(organizer(harbour))
    pages.plant_door("forum", open_forum(harbour, question="One?"))
    client.get("/cms/doors/?kind=forums")
    with django_assert_max_num_queries(40) as few:
        client.get("/cms/doors/?kind=forums")
    for number in range(9):
        forum = open_forum(harbour, question=f"Number {number}?")
        perspective(forum, member(harbour), "SENTINEL words")
        pages.plant_door("forum", forum)
    with django_assert_num_queries(len(few)):
        body = client.get("/cms/doors/?kind=forums").content.decode()
    assert "1 voice has no answer yet." in body
    assert "SENTINEL" not in body


def test_the_first_page_counts_what_waits_and_says_no_words(harbour):
    forum = open_forum(harbour, question="Counted?")
    perspective(forum, member(harbour), "SENTINEL words")
    body = signed_in(organizer(harbour)).get("/cms/").content.decode()
    assert "1 forum has voices without an answer." in body
    assert "SENTINEL" not in body
    assert "wagtail.org" not in body


def test_a_page_handed_in_waits_for_an_organizer(harbour, young):
    editors.settle(young, now=timezone.now())
    page = draft_in(harbour, young, "Mine")
    signed_in(young).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), _fields("Mine", **{"action-submit": "1"})
    )
    body = signed_in(organizer(harbour)).get("/cms/").content.decode()
    assert "1 page waits to be read and approved." in body


def test_the_words_of_a_door_are_translated_and_old_promises_fall_back(harbour):
    forum = open_forum(
        harbour, question="What should change?", introduction="Tell us.", space="Made-up names."
    )
    door = pages.plant_door("forum", forum)
    assert Client().get(f"/fr{door.get_url()}").status_code == 200
    translate_object(door, [french()])
    translation = Translation.objects.get()
    said = {"What should change?": "Que changer ?", "Tell us.": "Dis-nous.", "Made-up names.": "Pseudonymes."}
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=french(),
            context=segment.context,
            data=said.get(segment.string.data, segment.string.data),
        )
    translation.save_target(publish=True)
    assert ForumDoorPage.objects.filter(forum=forum).count() == 2
    address = ForumDoorPage.objects.get(forum=forum, locale=french()).get_url()
    assert address.startswith("/fr/harbour/")
    body = Client().get(address).content.decode()
    for words in ("Que changer ?", "Dis-nous.", "Pseudonymes.", '<html lang="fr"'):
        assert words in body
    assert 'hreflang="en"' in body
    forum.space = "Other rules."
    forum.save()
    body = Client().get(address).content.decode()
    assert "Pseudonymes." not in body
    assert "Other rules." in body


def test_a_translated_door_never_writes_into_the_thing(harbour):
    forum = open_forum(harbour, question="What should change?")
    door = pages.plant_door("forum", forum)
    translate_object(door, [french()])
    client = signed_in(organizer(harbour))
    there = ForumDoorPage.objects.get(forum=forum, locale=french())
    post_edit(client, there, "forum", title="Pris ?", introduction="Pris.", **{"action-publish": "1"})
    Translation.objects.update(enabled=False)
    post_edit(client, there, "forum", title="Pris ?", introduction="Pris.", **{"action-publish": "1"})
    forum.refresh_from_db()
    assert forum.question == "What should change?"


def test_rooms_follow_their_reader_and_pages_their_address(harbour):
    french_reader = {"accept-language": "fr"}
    assert Client().get("/", headers=french_reader).url == "/fr/"
    assert '<html lang="fr"' in Client().get("/help/", headers=french_reader).content.decode()
    assert '<html lang="en"' in Client().get("/harbour/", headers=french_reader).content.decode()
    assert '<html lang="fr"' in Client().get("/fr/harbour/").content.decode()
    client = Client()
    answer = client.post("/i18n/setlang/", {"language": "fr", "next": "/fr/harbour/"})
    assert answer.url == "/fr/harbour/"
    back = client.post("/i18n/setlang/", {"language": "en", "next": "/harbour/"})
    assert back.url == "/harbour/"


def test_pages_in_both_languages_come_and_go_together(harbour):
    client = signed_in(organizer(harbour))
    shelf = shelf_of(harbour)
    client.post(
        reverse("wagtailadmin_pages:add", args=["cms", "standardpage", shelf.pk]),
        {**_fields("Together", **{"action-publish": "1"}), "slug": "together"},
    )
    assert Client().get("/fr/harbour/news/together/").status_code == 200
    made = StandardPage.objects.get(title="Together", alias_of=None)
    client.post(reverse("wagtailadmin_pages:delete", args=[made.pk]))
    assert not Page.objects.filter(slug="together").exists()
