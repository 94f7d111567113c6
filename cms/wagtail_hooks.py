"""Where Wagtail's admin meets the house."""

from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.models import CommunityPage, DoorPage, SiteHomePage
from cms.views.doors import DoorCreateView, DoorEditView
from cms.views.listing import door_list


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
    if isinstance(page, DoorPage):
        timezone.activate(page.get_parent().specific.community.zone)
    if request.method == "POST" and isinstance(page, DoorPage):
        return DoorEditView.as_view()(request, page_id=page.pk)
    return None


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
    if isinstance(page.specific, DoorPage | CommunityPage | SiteHomePage):
        return _back(
            request, page, _("This page stands for one thing, so it has no copy. Add a new page instead.")
        )
    return None


_KEPT = _("A community needs this page. You can unpublish it instead.")


@hooks.register("before_delete_page")
def a_community_keeps_its_page(request, page):
    return _back(request, page, _KEPT) if isinstance(page.specific, CommunityPage | SiteHomePage) else None


@hooks.register("before_bulk_action")
def communities_keep_their_pages(request, action_type, objects, action_class_instance):
    if action_type == "delete":
        for page in objects:
            if isinstance(page, Page) and isinstance(page.specific, CommunityPage | SiteHomePage):
                return _back(request, page, _KEPT)
    return None


@hooks.register("construct_page_chooser_queryset")
def choose_among_pages_of_ones_own(pages, request):
    """An editor links to published pages and to those of their own communities; drafts of others stay unknown."""
    own = page_permission_policy.explorable_instances(request.user)
    return pages.live() | pages & own


@hooks.register("register_admin_urls")
def doors_in_the_editor():
    return [path("doors/", door_list, name="door_list")]


@hooks.register("register_admin_menu_item")
def doors_in_the_menu():
    return MenuItem(_("Doors"), reverse("door_list"), name="doors", icon_name="list-ul", order=50)


@hooks.register("register_admin_menu_item")
def way_back_to_the_rooms():
    return MenuItem(_("Back to the rooms"), reverse("home"), name="rooms", icon_name="home", order=10)


@hooks.register("construct_main_menu")
def no_way_out_of_the_house(request, menu_items):
    """Wagtail's help menu leads to pages of other hosts."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
