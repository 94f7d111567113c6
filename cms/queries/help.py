"""What the façade shows, for each of its readers."""

from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from cms.models import HelpNumber

HELP_SECONDS = 60  # a changed number is on every page after this long


def help_numbers(language: str) -> list[HelpNumber]:
    """Numbers for whoever reads in ``language``, in their order. No query for a minute after the first."""
    key = f"cms.help.{language}"
    numbers = cache.get(key)
    if numbers is None:
        numbers = list(HelpNumber.objects.filter(language=language, setting__site__is_default_site=True))
        cache.set(key, numbers, HELP_SECONDS)
    return numbers


def help_for_reader() -> list[HelpNumber]:
    """Numbers in the language of the page."""
    return help_numbers((get_language() or settings.LANGUAGE_CODE)[:2])


def forget_help_numbers() -> None:
    cache.delete_many([f"cms.help.{code}" for code, _name in settings.LANGUAGES])


def numbers_to_review(today: date) -> list[HelpNumber]:
    """Numbers that nobody has tried for the time the house allows, or ever (rule 64)."""
    limit = today - timedelta(days=settings.MOBILIZE["HELP_REVIEW_DAYS"])
    return [
        number
        for number in HelpNumber.objects.order_by("language", "sort_order")
        if number.reviewed_on is None or number.reviewed_on < limit
    ]
