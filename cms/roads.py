"""The roads of the editor: which of Wagtail's many addresses are open, and for whom. All others do not exist.

A new version of Wagtail brings new addresses. They stay shut until somebody has read what they show and written
them down here; ``tests/cms/test_roads.py`` tries each one.
"""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import ResolverMatch, reverse
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry
from wagtail_localize.models import Translation, TranslationSource

from cms import shelves
from cms.queries import pictures
from people.models import User

_PAGES = "wagtailadmin_pages:"
_LOCALIZE = "wagtail_localize:"
_IMAGES = "wagtailimages:"

#: Words and pictures of one's own: for everybody who edits.
WRITING = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_dismissibles",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_block_preview",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen",
        "editor_guide",
        *(
            _PAGES + name
            for name in (
                "add",
                "preview_on_add",
                "edit",
                "preview_on_edit",
                "view_draft",
                "add_subpage",
                "delete",
                "search",
                "search_results",
                "history",
                "history_results",
                "revisions_view",
                "revisions_revert",
                "revisions_compare",
                "workflow_history",
                "workflow_history_detail",
                "confirm_workflow_cancellation",
            )
        ),
    }
)

#: What brings words before everybody, or takes them away: for organizers and administrators.
PUBLISHING = frozenset(
    {
        "door_list",
        "wagtail_bulk_action",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailimages_chooser:create",
        *(
            _PAGES + name
            for name in (
                "unpublish",
                "usage",
                "copy",
                "move",
                "move_confirm",
                "set_page_position",
                "choose_parent",
                "lock",
                "unlock",
                "revisions_unschedule",
                "workflow_action",
                "collect_workflow_action_data",
                "workflow_preview",
            )
        ),
        *(
            # One picture at a time: each is brought with the answer who is in it.
            _IMAGES + name
            for name in (
                "index",
                "index_results",
                "add",
                "edit",
                "delete",
            )
        ),
        *(
            _LOCALIZE + name
            for name in (
                "javascript_catalog",
                "submit_page_translation",
                "update_translations",
                "edit_string_translation",
                "edit_override",
                "download_pofile",
                "upload_pofile",
                "preview_translation",
                "stop_translation",
                "convert_to_alias",
            )
        ),
    }
)

#: Roads that would bring pictures of which nobody says who is in them (rule 44): for nobody.
_WITHOUT_AN_ANSWER = frozenset(
    _IMAGES + name for name in ("add_multiple", "edit_multiple", "create_multiple_from_uploaded_image")
)

#: The numbers behind "Get help now": for administrators.
HELP = frozenset({"wagtailsettings:edit"})

#: These only look on, so the pages above one's own are among them: they are the way down.
_LOOKING_ON = frozenset(
    {"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_api:pages:detail"}
    | {"wagtailadmin_choose_page_child"}
)
_PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")


def check(user: User, match: ResolverMatch) -> HttpResponse | None:
    """Raise Http404 unless ``user`` may go this way, and everything it names is in a tree of their own.

    Where one road would tell of other communities and a form needs it, what comes back is the answer to give instead.
    """
    name = match.view_name
    if name in _WITHOUT_AN_ANSWER:
        raise Http404
    if user.is_superuser:
        return None
    publishes = page_permission_policy.user_has_permission(user, "publish")
    keeps_numbers = user.has_perm("cms.change_helpsettings")
    if not (name in WRITING or (publishes and name in PUBLISHING) or (keeps_numbers and name in HELP)):
        raise Http404
    if name.startswith("wagtailadmin_tag_"):
        return JsonResponse([], safe=False)  # the words others put on their pictures
    if name == "wagtail_bulk_action" and match.kwargs["model_name"] != "page":
        raise Http404
    if name == "wagtailimages_chooser:chosen" and pictures.is_withheld(int(match.kwargs["pk"])):
        raise Http404
    if name == f"{_IMAGES}edit" and pictures.is_withheld(match.kwargs["image_id"]):
        return _who_is_in(user, match.kwargs["image_id"])
    for page_id in _pages_of(match):
        _own(user, page_id, look_on=name in _LOOKING_ON)
    if name.startswith(_LOCALIZE):
        _own_translation(user, match)
    return None


def _who_is_in(user: User, picture_pk: int) -> HttpResponse:
    """Lead whoever may change the picture to the room where somebody says who is in it."""
    picture = Image.objects.select_related("collection").get(pk=picture_pk)
    policy = policy_registry.get_by_type(Image)
    community = shelves.community_of(picture)
    if community is None or not policy.user_has_permission_for_instance(user, "change", picture):
        raise Http404
    return HttpResponseRedirect(reverse("picture_people", args=[community.slug, picture_pk]))


def _pages_of(match: ResolverMatch) -> list[int]:
    found = [match.kwargs[key] for key in _PAGE_KEYS if key in match.kwargs]
    if match.view_name in {"wagtailadmin_api:pages:detail", f"{_PAGES}revisions_compare"}:
        found.append(int(match.kwargs["pk"]))
    if match.view_name == "wagtailadmin_editing_sessions:ping" and match.kwargs["object_id"].isdecimal():
        found.append(int(match.kwargs["object_id"]))
    return found


def _paths(user: User, *actions: str) -> tuple[str, ...]:
    permissions = page_permission_policy.get_cached_permissions_for_user(user)
    return tuple(
        each.page.path
        for each in permissions
        if not actions or each.permission.codename.removesuffix("_page") in actions
    )


def _own(user: User, page_id: int, *, look_on: bool) -> None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        raise Http404
    paths = _paths(user)
    if not page.path.startswith(paths) and not (
        look_on and any(path.startswith(page.path) for path in paths)
    ):
        raise Http404


def _own_translation(user: User, match: ResolverMatch) -> None:
    """Translating brings words before everybody: each page it touches is in a tree that the person publishes in."""
    pages = Page.objects.none()
    if "translation_id" in match.kwargs:
        translation = Translation.objects.filter(pk=match.kwargs["translation_id"]).first()
        pages = Page.objects.filter(translation_key=translation.source.object_id) if translation else pages
    elif "translation_source_id" in match.kwargs:
        source = TranslationSource.objects.filter(pk=match.kwargs["translation_source_id"]).first()
        pages = Page.objects.filter(translation_key=source.object_id) if source else pages
    elif "page_id" in match.kwargs:
        pages = Page.objects.filter(pk=match.kwargs["page_id"])
    else:
        return  # words of the screens alone
    paths = _paths(user, "publish")
    touched = list(pages.values_list("path", flat=True))
    if not touched or not all(path.startswith(paths) for path in touched):
        raise Http404
