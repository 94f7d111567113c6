"""Where Wagtail's admin meets the house."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
from wagtail.images.views.images import IndexView as PictureList
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.domain import pages
from cms.models import CommunityPage, DoorPage, NewsPage, SiteHomePage
from cms.panels import WaitingPanel, WelcomePanel
from cms.queries import pictures, translations
from cms.views.doors import DoorCreateView, DoorEditView
from cms.views.listing import door_list, editor_guide


@hooks.register("before_create_page")
def create_through_the_domain(request, parent_page, page_class):
    if issubclass(page_class, DoorPage):
        timezone.activate(parent_page.community.zone)
    if request.method == "POST" and issubclass(page_class, DoorPage):
        meta = page_class._meta
        return DoorCreateView.as_view()(request, meta.app_label, meta.model_name, parent_page.pk)
    return None


@hooks.register("before_edit_page")
def edit_through_the_domain(request, page):
    if not isinstance(page, DoorPage):
        return None
    timezone.activate(page.get_parent().specific.community.zone)
    if page.locale.language_code != page.get_parent().specific.community.language:
        # Its words are those of the thing, translated: the translator's form comes next, or nothing.
        if page.alias_of_id is None and not translations.is_translated(page):
            raise PermissionDenied
        return None
    if request.method == "POST":
        return DoorEditView.as_view()(request, page_id=page.pk)
    return None


@hooks.register("after_create_page")
def stand_in_all_trees(request, page):
    """What is new stands in the trees of the other languages too, and follows its page there until it is translated."""
    pages.mirror(page.specific)


@hooks.register("construct_translated_pages_to_cascade_actions")
def followers_go_along(chosen, action):
    """A page that is moved, taken away or unpublished takes along those in other languages."""
    return {page: Page.objects.translation_of(page, inclusive=False) for page in chosen}


@hooks.register("construct_page_action_menu")
def a_published_door_has_no_draft(menu_items, request, context):
    """The words are those of the thing behind the door, and it has no second, unpublished set of words."""
    page = context.get("page")
    if isinstance(page, DoorPage) and page.live:
        kept = [item for item in menu_items if item.name != "action-save-draft"]
        menu_items[:] = sorted(kept, key=lambda item: item.name != "action-publish")


def _back(request, page, sentence: str) -> HttpResponseRedirect:
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


@hooks.register("before_copy_page")
def a_door_is_not_copied(request, page):
    if isinstance(page.specific, DoorPage | CommunityPage | NewsPage | SiteHomePage):
        return _back(
            request, page, _("This page stands for one thing, so it has no copy. Add a new page instead.")
        )
    return None


_KEPT = _("A community needs this page. You can unpublish it instead.")


@hooks.register("before_delete_page")
def a_community_keeps_its_page(request, page):
    return (
        _back(request, page, _KEPT)
        if isinstance(page.specific, CommunityPage | NewsPage | SiteHomePage)
        else None
    )


@hooks.register("before_bulk_action")
def communities_keep_their_pages(request, action_type, objects, action_class_instance):
    if action_type == "delete":
        for page in objects:
            if isinstance(page, Page) and isinstance(page.specific, CommunityPage | NewsPage | SiteHomePage):
                return _back(request, page, _KEPT)
    return None


@hooks.register("construct_page_chooser_queryset")
def choose_among_pages_of_ones_own(offered, request):
    """An editor chooses among the pages of their own communities; those of others stay unknown."""
    return offered & page_permission_policy.explorable_instances(request.user)


@hooks.register("construct_image_chooser_queryset")
def choose_among_pictures_that_can_be_shown(offered, request):
    """What nobody has looked at, or was taken away, is not put on a page (rule 44)."""
    return pictures.to_choose_from(offered)


@hooks.register("register_admin_urls")
def doors_in_the_editor():
    return [
        path("doors/", door_list, name="door_list"),
        path("guide/", editor_guide, name="editor_guide"),
    ]


class _Publishing(MenuItem):
    """An item for those who bring pages out."""

    def is_shown(self, request):
        return page_permission_policy.user_has_permission(request.user, "publish")


@hooks.register("register_admin_menu_item")
def doors_in_the_menu():
    return _Publishing(_("Doors"), reverse("door_list"), name="doors", icon_name="list-ul", order=50)


@hooks.register("register_admin_menu_item")
def guide_in_the_menu():
    return MenuItem(
        pgettext_lazy("editor", "How it works"),
        reverse("editor_guide"),
        name="guide",
        icon_name="help",
        order=900,
    )


@hooks.register("register_admin_menu_item")
def way_back_to_the_rooms():
    return MenuItem(_("Back to the rooms"), reverse("home"), name="rooms", icon_name="home", order=10)


@hooks.register("construct_main_menu")
def no_way_out_of_the_house(request, menu_items):
    """Wagtail's help leads to pages of other hosts; its reports name the editors and workflows of all communities."""
    shut = {"help", "reports", "documents"}
    if not request.user.is_superuser and not request.user.has_perm("cms.change_helpsettings"):
        shut.add("settings")
    if not page_permission_policy.user_has_permission(request.user, "publish"):
        shut.add("images")
    menu_items[:] = [item for item in menu_items if item.name not in shut]


@hooks.register("construct_homepage_panels")
def begin_here(request, panels):
    panels[:] = [panel for panel in panels if panel.name != "locked_pages"]
    panels.append(WelcomePanel())
    if page_permission_policy.user_has_permission(request.user, "publish"):
        panels.append(WaitingPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_numbers_of_others(request, summary_items):
    """Wagtail counts pictures of all communities; where to begin stands in the panels."""
    summary_items.clear()


@hooks.register("insert_global_admin_css")
def our_style():
    return format_html('<link rel="stylesheet" href="{}">', static("mobilize/css/editor.css"))


def _never(panel) -> bool:
    return False


# The name that young people see is the administrator's to change, and nobody here shows a portrait.
NameEmailSettingsPanel.is_active = _never
AvatarSettingsPanel.is_active = _never

# Several pictures at once would come without the answer who is in each of them (rule 44).
PictureList.add_url_name = "wagtailimages:add"
