"""Who edits which pages: organizers and administrators, in the trees of their own community and nowhere else.

Youth editors write news there, as drafts; an organizer reads them and brings them out.
"""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from cms.models import CommunityPage, HelpSettings, NewsPage
from cms.nav import EDITORS
from people import queries as people_queries
from people.enums import Role
from people.models import Community, Membership, User

HELP_KEEPERS = "help numbers"  # administrators look after the numbers of the whole installation
_EDITORS, _YOUTH = "editors", "youth editors"
_PAGES = ("add", "change", "publish")
_NEWS = ("add",)  # what they wrote themselves, as drafts: nothing of others, and nothing goes out
_PICTURES = ("add", "change", "choose")


def group_name(community: Community, kind: str = _EDITORS) -> str:
    return f"{community.slug} {kind}"


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _admin_group(name: str) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    return group


def _on_pages(group: Group, pages, actions: tuple[str, ...]) -> None:
    for page in pages:
        for action in actions:
            GroupPagePermission.objects.get_or_create(
                group=group,
                page=Page.objects.get(pk=page.pk),
                permission=_permission("wagtailcore", f"{action}_page"),
            )


def _on_pictures(group: Group, community: Community, actions: tuple[str, ...]) -> None:
    root = Collection.get_first_root_node()
    folder = root.get_children().filter(name=community.slug).first() or root.add_child(name=community.slug)
    for action in actions:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=folder, permission=_permission("wagtailimages", f"{action}_image")
        )


@transaction.atomic
def furnish(community: Community) -> None:
    """Make the groups of a community's editors, their rights on its pages in all languages and on its pictures."""
    pages = CommunityPage.objects.filter(community=community)
    news = NewsPage.objects.filter(translation_key__in=_news_of(community).values("translation_key"))
    group = _admin_group(group_name(community))
    group.permissions.add(_permission("wagtail_localize", "submit_translation"))
    _on_pages(group, pages, _PAGES)
    _on_pictures(group, community, _PICTURES)
    youth = _admin_group(group_name(community, _YOUTH))
    _on_pages(youth, news, _NEWS)
    _on_pictures(youth, community, ("choose",))
    _read_first(community, group, news)


def _news_of(community: Community):
    found = NewsPage.objects.none()
    for page in CommunityPage.objects.filter(community=community):
        found = found | NewsPage.objects.child_of(page)
    return found


def _read_first(community: Community, readers: Group, news) -> None:
    """Let what is written in the news be read by an organizer before it goes out."""
    kept = WorkflowPage.objects.filter(page__in=news.values("pk")).select_related("workflow").first()
    workflow = kept.workflow if kept else _new_workflow(community, readers)
    for page in news:
        WorkflowPage.objects.get_or_create(page=Page.objects.get(pk=page.pk), defaults={"workflow": workflow})


def _new_workflow(community: Community, readers: Group) -> Workflow:
    with translation.override(community.language):
        # Translators: stands after Wagtail's "Submit to".
        name = gettext("an organizer of %(name)s") % {"name": community.name}
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(readers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _help_keepers() -> Group:
    group = _admin_group(HELP_KEEPERS)
    group.permissions.add(_permission("cms", f"change_{HelpSettings._meta.model_name}"))
    return group


def settle(user: User, *, now: datetime) -> None:
    """Bring the user's editing groups in line with the roles they hold at ``now``; change nothing else.

    Nothing is written where nothing is out of line.
    """
    actors = people_queries.actors_for(user, now=now)
    due = {group_name(actor.community) for actor in actors if actor.has(*EDITORS)}
    due |= {group_name(actor.community, _YOUTH) for actor in actors if actor.has(Role.YOUTH_EDITOR)}
    if any(actor.has(Role.ADMINISTRATOR) for actor in actors):
        due.add(HELP_KEEPERS)
    if any(actor.is_youth for actor in actors):
        due = set()  # a student of any community never enters the editor
    held = {name for name in user.groups.values_list("name", flat=True) if _is_ours(name)}
    if due != held:
        _regroup(user, actors, new=due - held, old=held - due)


@transaction.atomic
def _regroup(user: User, actors: list, *, new: set[str], old: set[str]) -> None:
    user.groups.remove(*Group.objects.filter(name__in=old))
    if HELP_KEEPERS in new:
        _help_keepers()
    for actor in actors:
        if {group_name(actor.community), group_name(actor.community, _YOUTH)} & new:
            furnish(actor.community)
    user.groups.add(*Group.objects.filter(name__in=new))
    _set_clock(user, actors)


def _set_clock(user: User, actors: list) -> None:
    """Let the editor's clock be that of the first community, unless the person has set another."""
    profile = UserProfile.get_for_user(user)
    if actors and not profile.current_time_zone:
        profile.current_time_zone = actors[0].community.time_zone
        profile.save(update_fields=["current_time_zone"])


def _is_ours(name: str) -> bool:
    return name == HELP_KEEPERS or name.endswith(" editors")


def settle_member(membership: Membership, *, now: datetime) -> None:
    """The same for the person behind a membership, current or ended."""
    settle(membership.user, now=now)
