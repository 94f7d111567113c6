"""Who edits which pages: organizers and administrators, in the tree of their own community and nowhere else."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.users.models import UserProfile

from cms.models import CommunityPage, HelpSettings
from cms.nav import EDITORS
from people import queries as people_queries
from people.enums import Role
from people.models import Community, Membership, User

HELP_KEEPERS = "help numbers"  # administrators look after the numbers of the whole installation
_PAGES = ("add", "change", "publish")
_PICTURES = ("add", "change", "choose")


def group_name(community: Community) -> str:
    return f"{community.slug} editors"


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _admin_group(name: str) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    return group


@transaction.atomic
def furnish(page: CommunityPage) -> Group:
    """Make the group of a community's editors, with the rights on its pages and a folder for its pictures."""
    group = _admin_group(group_name(page.community))
    for act in _PAGES:
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=Page.objects.get(pk=page.pk),
            permission=_permission("wagtailcore", f"{act}_page"),
        )
    root = Collection.get_first_root_node()
    folder = root.get_children().filter(name=page.community.slug).first() or root.add_child(
        name=page.community.slug
    )
    for act in _PICTURES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=folder, permission=_permission("wagtailimages", f"{act}_image")
        )
    return group


def _help_keepers() -> Group:
    group = _admin_group(HELP_KEEPERS)
    group.permissions.add(_permission("cms", f"change_{HelpSettings._meta.model_name}"))
    return group


def settle(user: User, *, now: datetime) -> None:
    """Bring the user's editing groups in line with the roles they hold at ``now``; change nothing else.

    Three queries where nothing is out of line.
    """
    actors = people_queries.actors_for(user, now=now)
    due = {group_name(actor.community) for actor in actors if actor.has(*EDITORS)}
    if any(actor.has(Role.ADMINISTRATOR) for actor in actors):
        due.add(HELP_KEEPERS)
    held = {name for name in user.groups.values_list("name", flat=True) if _is_ours(name)}
    if due != held:
        _regroup(user, actors, new=due - held, old=held - due)


@transaction.atomic
def _regroup(user: User, actors: list, *, new: set[str], old: set[str]) -> None:
    user.groups.remove(*Group.objects.filter(name__in=old))
    if HELP_KEEPERS in new:
        _help_keepers()
    for page in CommunityPage.objects.filter(community__in=[actor.community for actor in actors]):
        if group_name(page.community) in new:
            furnish(page)
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
