"""The demo's public side: community pages, a door for everything, editors, help numbers."""

from datetime import datetime

from django.utils.text import slugify
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms.domain import editors, pages
from cms.domain.help import plant_help_numbers
from cms.models import NewsPage, StandardPage
from committees.models import Committee, Plan
from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from forums.live.models import CommunitySession
from forums.polls.models import GoalPoll
from mobilize.demo import drawings, words_pages
from people import queries
from people.enums import Role
from people.models import Community

INTRODUCTIONS = {
    "harbour-road": "A school by the water with nine hundred students. Here they say what should change, and see what became of it.",
    "tilleuls": "Le quartier autour de la place du marché. Ici, les jeunes disent ce qui doit changer, et voient ce que ça devient.",
}


def plant(community: Community, now: datetime) -> None:
    """Give the community its page, its editors, and a published door for each thing that is no draft."""
    page = pages.plant_community(community)
    page.introduction = f"<p>{INTRODUCTIONS[community.slug]}</p>"
    page.picture = drawings.hang(community, now)
    page.save_revision(clean=False).publish()
    for member in queries.members_with_role(
        community, Role.ORGANIZER, Role.ADMINISTRATOR, Role.YOUTH_EDITOR, now=now
    ):
        editors.settle_member(member, now=now)
    things = {
        "forum": Forum.objects.exclude(state=ForumState.DRAFT),
        "poll": GoalPoll.objects.exclude(state="draft"),
        "session": CommunitySession.objects.exclude(state="draft"),
        "committee": Committee.objects.exclude(state="draft"),
        "plan": Plan.objects.exclude(state="draft"),
    }
    for kind, found in things.items():
        for thing in found.filter(community=community).order_by("pk"):
            pages.plant_door(kind, thing)
    _write_news(community)
    _translate(community)


def _write_news(community: Community) -> None:
    title, introduction = words_pages.NEWS[community.slug]
    shelf = NewsPage.objects.child_of(pages.first_page(community)).get()
    article = StandardPage(title=title, slug=slugify(title), introduction=introduction, locale=shelf.locale)
    shelf.add_child(instance=article)
    article.save_revision(clean=False).publish()
    pages.mirror(article)


def _translate(community: Community) -> None:
    """Say in the other language each page whose sentences are all known; the others follow their first page."""
    other = Locale.objects.exclude(language_code=community.language).get()
    known = words_pages.TO_FRENCH if other.language_code == "fr" else words_pages.TO_ENGLISH
    first = pages.first_page(community)
    for page in first.get_descendants(inclusive=True).specific():
        source, _made = TranslationSource.get_or_create_from_instance(page)
        segments = list(StringSegment.objects.filter(source=source).select_related("string", "context"))
        said = {
            each: each.string.data if each.context.path == "slug" else known.get(each.string.data)
            for each in segments
        }
        if not all(said.values()):
            continue
        translate_object(page, [other])
        StringTranslation.objects.bulk_create(
            [
                StringTranslation(translation_of=each.string, locale=other, context=each.context, data=words)
                for each, words in said.items()
            ],
            ignore_conflicts=True,
        )
        Translation.objects.get(source=source, target_locale=other).save_target(publish=page.live)


def help_numbers(now: datetime) -> None:
    """Plant the public help numbers of both communities' countries."""
    plant_help_numbers("GB", "FR", reviewed_on=now.date())
