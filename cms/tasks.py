"""Work of the façade that lower floors ask for by name, after their commit."""

from django.core.management import call_command
from django.utils import timezone

from cms.domain import editors, pages, pictures
from people.models import Community, Membership


def plant_community(community_pk: int) -> None:
    """Make the page of a community."""
    pages.plant_community(Community.objects.get(pk=community_pk))


def plant_door(kind: str, pk: int, membership_pk: int | None = None) -> None:
    """Make a published door for a forum, poll, session, committee or plan, in the name of a member if given."""
    owner = Membership.objects.get(pk=membership_pk).user if membership_pk else None
    pages.plant_door(kind, pages.thing_model(kind).objects.get(pk=pk), owner=owner)


def plant_forum_door(forum_pk: int, membership_pk: int | None = None) -> None:
    """Make a published door for a forum."""
    plant_door("forum", forum_pk, membership_pk)


def sync_editors(membership_pk: int) -> None:
    """Bring somebody's editing rights in line with the roles of all their memberships."""
    editors.settle_member(Membership.objects.get(pk=membership_pk), now=timezone.now())


def publish_scheduled() -> None:
    """Publish pages whose time has come, and take down those whose time is over (Wagtail's own command)."""
    call_command("publish_scheduled", verbosity=0)


def put_picture_in_order(picture_pk: int) -> None:
    """Put away the files of a picture that may not be shown any more."""
    pictures.put_in_order(picture_pk)


def withhold_pictures() -> None:
    """Take away every picture of somebody who does not agree any more: at the latest within the quarter of an hour."""
    pictures.sweep(now=timezone.now())
