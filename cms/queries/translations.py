"""Readers of what is translated."""

from wagtail.models import Page
from wagtail_localize.models import Translation


def is_translated(page: Page) -> bool:
    """Tell whether ``page`` is kept as a translation of its first page."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).exists()
