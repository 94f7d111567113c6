"""Planting pages: the program itself makes them when something new appears that needs a public face."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from cms.domain import editors
from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    NewsPage,
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


def _home(language: str) -> SiteHomePage:
    return SiteHomePage.objects.get(locale=_locale(language))


def first_page(community: Community) -> CommunityPage | None:
    """Return the page of a community in its own language: the one that the others are translations of."""
    return CommunityPage.objects.filter(
        community=community, locale__language_code=community.language
    ).first() or (CommunityPage.objects.filter(community=community).order_by("pk").first())


def mirror(page: Page) -> None:
    """Let a page stand in the trees of all languages: elsewhere as a copy that follows it until it is translated."""
    for code, _name in settings.LANGUAGES:
        locale = _locale(code)
        if not page.get_translations(inclusive=True).filter(locale=locale).exists():
            page.copy_for_translation(locale, copy_parents=True, alias=True)


@transaction.atomic
def plant_community(community: Community) -> CommunityPage:
    """Make the community's page under the start page, its news, and the rights of its editors. Twice is once."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    home, page = _home(community.language), first_page(community)
    if page is None:
        page = home.add_child(
            instance=CommunityPage(
                title=community.name,
                slug=_free_slug(home, community.slug, community.public_id),
                community=community,
                locale=home.locale,
            )
        )
        page.save_revision(clean=False).publish()
    elif not page.is_descendant_of(home) and page.locale_id == home.locale_id:
        page.move(home, pos="last-child")  # from the time when all languages stood in one tree
        page = CommunityPage.objects.get(pk=page.pk)
    mirror(page)
    _plant_news(page)
    for each in page.get_children().specific():
        mirror(each)
    editors.furnish(community)
    return CommunityPage.objects.get(pk=page.pk)


def _plant_news(parent: CommunityPage) -> None:
    if NewsPage.objects.child_of(parent).exists():
        return
    with translation.override(parent.community.language):
        title = gettext("News")
    news = NewsPage(title=title, slug=_free_slug(parent, "news", "news-page"), locale=parent.locale)
    parent.add_child(instance=news)
    news.save_revision(clean=False).publish()
    mirror(news)


@transaction.atomic
def plant_door(kind: str, thing, *, owner: User | None = None) -> DoorPage:
    """Make a published door for ``thing`` (kind: a key of :data:`DOORS`) in its community. Twice is once."""
    model = DOORS[kind]
    Community.objects.select_for_update(no_key=True).get(pk=thing.community_id)
    doors = model.objects.filter(**{model.thing_field: thing})
    door = doors.filter(locale__language_code=thing.community.language).first()
    if door is None:
        parent = first_page(thing.community) or plant_community(thing.community)
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
        mirror(door)
    return door


def thing_model(kind: str):
    return DOORS[kind]._meta.get_field(DOORS[kind].thing_field).related_model


def address_of_plan(plan: Plan) -> str | None:
    """Return where everybody reads the plan. Its first edition brings a page that was never shown into the open.

    None where an editor took the page away again.
    """
    if plan.state != PlanState.PUBLISHED:
        return None
    if urls := addresses_of_plans([plan]):
        return urls[plan.pk]
    page = plant_door("plan", plan)
    if not page.live and page.first_published_at is None:
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
    return page.localized.get_url() if page.live else None


def addresses_of_plans(plans: Collection[Plan]) -> dict[int, str]:
    """Return where everybody reads those plans that have a page in the open, by key. Two queries.

    In the language of the reader where the page is there in it, else in the community's own.
    """
    pages = PlanPage.objects.live().filter(plan__in=[plan.pk for plan in plans]).select_related("locale")
    by_language: dict[int, dict[str, PlanPage]] = {}
    for page in pages.order_by("-pk"):
        by_language.setdefault(page.plan_id, {})[page.locale.language_code] = page
    found = {}
    for plan in plans:
        there = by_language.get(plan.pk, {})
        own = there.get(plan.community.language)
        if plan.state == PlanState.PUBLISHED and own is not None:
            found[plan.pk] = there.get((translation.get_language() or "")[:2], own).get_url()
    return found


def furnish_community(community: Community, now: datetime) -> None:
    """Give a community that is being founded its page and its editors."""
    plant_community(community)
