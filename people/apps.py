from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from mobilize.kernel.schedule import regularly
        from people import family_notices, refusals, rules, sources  # noqa: F401
        from people import privacy_refusals, privacy_rules  # noqa: F401
        from people.domain import notices, statements  # noqa: F401  the address book, records about people

        regularly("people.tasks.gather_mails", every=timedelta(minutes=1))
        regularly("people.family_tasks.turn_bands", every=timedelta(hours=1))
        regularly("people.family_tasks.keep_consents", every=timedelta(hours=1))
