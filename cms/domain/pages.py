"""Planting pages: the program itself makes them when something new appears that needs a public face."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page

from cms.domain import editors
from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
    SiteHomePage,
)
from committees.enums import PlanState
from committees.models import Plan
from people.models import Community, User

#: kind of thing -> its door
DOORS: dict[str, type[DoorPage]] = {
    "forum": ForumDoorPage,
    "poll": PollDoorPage,
    "session": SessionDoorPage,
    "committee": CommitteeDoorPage,
    "plan": PlanPage,
}


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def _free_slug(parent: Page, wish: str, fallback: str) -> str:
    """Return a slug that no child of ``parent`` has: ``wish`` in letters of any script, or ``fallback``."""
    base = slugify(wish, allow_unicode=True)[:60].strip("-") or fallback
    taken = set(parent.get_children().values_list("slug", flat=True))
    return next(slug for slug in (base, f"{base[:40]}-{fallback}") if slug not in taken)


@transaction.atomic
def plant_community(community: Community) -> CommunityPage:
    """Make the community's page under the start page, and the rights of its editors. Twice is once."""
    page = CommunityPage.objects.filter(community=community).first()
    if page is None:
        home = SiteHomePage.objects.get()
        page = home.add_child(
            instance=CommunityPage(
                title=community.name,
                slug=_free_slug(home, community.slug, community.public_id),
                community=community,
                locale=_locale(community.language),
            )
        )
        page.save_revision(clean=False).publish()
    editors.furnish(page)
    return page


@transaction.atomic
def plant_door(kind: str, thing, *, owner: User | None = None) -> DoorPage:
    """Make a published door for ``thing`` (kind: a key of :data:`DOORS`) in its community. Twice is once."""
    model = DOORS[kind]
    door = model.objects.filter(**{model.thing_field: thing}).first()
    if door is None:
        parent = plant_community(thing.community)
        door = parent.add_child(
            instance=model(
                title=str(thing),
                slug=_free_slug(parent, str(thing), f"{kind}-{thing.public_id}"),
                owner=owner,
                locale=parent.locale,
                **{model.thing_field: thing},
            )
        )
        door.save_revision(user=owner, clean=False).publish(user=owner, skip_permission_checks=True)
    return door


def thing_model(kind: str):
    return DOORS[kind]._meta.get_field(DOORS[kind].thing_field).related_model


def address_of_plan(plan: Plan) -> str | None:
    """Return where everybody reads the plan. Its first edition brings a page that was never shown into the open.

    None where an editor took the page away again.
    """
    if plan.state != PlanState.PUBLISHED:
        return None
    page = plant_door("plan", plan)
    if not page.live and page.first_published_at is None:
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
    return page.get_url() if page.live else None


def furnish_community(community: Community, now: datetime) -> None:
    """Give a community that is being founded its page and its editors."""
    plant_community(community)
