"""News pages of a community, and what an editor types into their form."""

from wagtail.models import Locale

from cms.domain import pages
from cms.models import NewsPage, StandardPage


def french() -> Locale:
    return Locale.objects.get(language_code="fr")


def shelf_of(place) -> NewsPage:
    return NewsPage.objects.child_of(pages.first_page(place)).get()


def draft_in(place, owner=None, title="Hidden in the valley") -> StandardPage:
    """A draft among the news of a community."""
    page = StandardPage(title=title, slug="a-draft", live=False, owner=owner, locale=shelf_of(place).locale)
    shelf_of(place).add_child(instance=page)
    page.save_revision(user=owner)
    pages.mirror(page)
    return page


def fields(title: str, **more) -> dict:
    body = {"body-count": "0"}
    return {"title": title, "slug": "a-draft", "introduction": "", "search_description": "", **body, **more}
