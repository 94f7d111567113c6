"""The numbers behind "Get help now": where an installation begins."""

from datetime import date

from django.db import transaction
from wagtail.models import Site

from cms.helplines import BY_COUNTRY, OWNER
from cms.models import HelpNumber, HelpSettings
from cms.queries import help as help_queries


@transaction.atomic
def plant_help_numbers(*countries: str, reviewed_on: date | None = None) -> int:
    """Add the public numbers of ``countries`` (keys of ``BY_COUNTRY``) that are not there yet; return how many.

    Without ``reviewed_on`` they are marked as never tried, and the editor asks somebody to try them.
    """
    settings = HelpSettings.for_site(Site.objects.get(is_default_site=True))
    known = set(settings.numbers.values_list("language", "number"))
    lines = [line for country in countries for line in BY_COUNTRY[country] if (line[0], line[2]) not in known]
    for place, (language, name, number, hours) in enumerate(lines, len(known)):
        HelpNumber.objects.create(
            setting=settings,
            sort_order=place,
            language=language,
            name=name,
            number=number,
            hours=hours,
            owner=str(OWNER),
            reviewed_on=reviewed_on,
        )
    help_queries.forget_help_numbers()
    return len(lines)
