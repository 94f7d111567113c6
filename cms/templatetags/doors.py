"""Tags that fetch what a public page shows."""

from django import template
from django.utils import timezone

from cms.queries import help as help_queries
from cms.queries import public, things

register = template.Library()


@register.simple_tag
def communities():
    """Published pages of communities."""
    return public.communities()


@register.simple_tag
def doors_of(page):
    """Published doors of a community's page, in groups."""
    return public.doors_of(page)


@register.simple_tag
def news_of(page):
    """Published news below a page of news."""
    return public.news_of(page)


@register.simple_tag
def newest_news(page):
    """The newest news of a community's page."""
    return public.newest_news(page)


@register.simple_tag(takes_context=True)
def languages_of(context, page):
    """The same page in other languages, with full addresses for robots."""
    request = context["request"]
    return [
        {
            **each,
            "url": each["page"].get_url(request),
            "full_url": request.build_absolute_uri(each["page"].get_url(request)),
        }
        for each in public.languages_of(page)
    ]


@register.simple_tag
def other_language_of(languages):
    """The address of the page in the other language, for the button at the foot; empty where there is none."""
    return next((each["url"] for each in languages if not each["current"]), "")


@register.simple_tag
def face_of(page):
    """The public face behind a door."""
    return public.face_of(page)


@register.simple_tag
def numbers_to_review():
    """Help numbers that somebody should try again."""
    return help_queries.numbers_to_review(timezone.localdate())


@register.simple_tag(takes_context=True)
def edition_of(context, page):
    """The edition of a plan that the address asks for, or the latest."""
    return public.edition_of(page, context["request"].GET.get("edition", ""))


@register.simple_tag
def room_of(page):
    """The address of the room behind a door, for its editor."""
    return things.room_of(page)
