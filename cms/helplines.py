"""Public numbers to begin with, by country. An installation chooses, tries them, and keeps them up to date.

Each line: language, who answers, number, when and what it costs.
"""

from django.utils.translation import gettext_lazy as _

OWNER = _("Community administrator")

#: country code (ISO 3166) -> lines
BY_COUNTRY: dict[str, list[tuple[str, str, str, str]]] = {
    "GB": [
        ("en", "Childline", "0800 1111", "Free, day and night, for everybody under 19"),
        ("en", "Emergency services", "999", "If somebody is in danger now"),
    ],
    "FR": [
        (
            "fr",
            "Allô enfance en danger",
            "119",
            "Gratuit, jour et nuit. L’appel n’apparaît pas sur la facture.",
        ),
        ("fr", "Violences numériques et harcèlement", "3018", "Gratuit, tous les jours de 9 h à 23 h"),
        ("fr", "Urgences", "112", "Si quelqu’un est en danger maintenant"),
    ],
}
