"""The roads of the editor: nothing of another community, and nothing private."""

import re

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms import roads
from cms.domain import pages
from cms.queries import things
from mobilize import urls
from people.enums import Role
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.cms import community_page, organizer, signed_in
from tests.factories.committees import committee, decision, edition, meeting, plan
from tests.factories.news import draft_in, french

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


@pytest.fixture
def plain_404(monkeypatch):
    """Leave out the drawing of the page that says "not found": it is the same at every address, and costs the most."""
    monkeypatch.setattr(urls, "handler404", lambda *_, **__: HttpResponse(status=404), raising=False)


def test_every_other_address_does_not_exist(harbour, young, plain_404):
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


def test_the_first_page_leads_to_the_desk_for_who_works_there_and_to_plans_without_an_edition(harbour):
    perspective(open_forum(harbour), member(harbour), "SENTINEL words", published=False)
    planned = committee(harbour)
    decision(meeting(planned))
    begun = plan(planned, title="SENTINEL plan")

    def waits(*roles, **more) -> dict[str, str]:
        user = member(harbour, *roles, **more)
        lines = things.waiting_in(actor(user, harbour), now=timezone.now())
        body = signed_in(user).get("/cms/").content.decode()
        assert all(line.text in body and f'href="{line.url}"' in body for line in lines)
        assert "SENTINEL" not in body
        return {line.text: line.url for line in lines}

    desk = {"1 post waits at the desk.": "/c/harbour/desk/"}
    plans = {"1 plan has no edition yet.": "/cms/doors/?kind=plans"}
    assert waits(Role.ORGANIZER, Role.MODERATOR) == desk | plans
    assert waits(Role.ORGANIZER) == plans
    assert waits(Role.ORGANIZER, Role.MODERATOR, cleared=False) == plans
    edition(begun)
    assert waits(Role.ORGANIZER, Role.MODERATOR) == desk
