from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from mobilize.kernel.schedule import regularly
        from people import refusals, rules, sources  # noqa: F401
        from people.domain import notices  # noqa: F401  its address book

        regularly("people.tasks.gather_mails", every=timedelta(minutes=1))
        regularly("people.tasks.clean", every=timedelta(days=1))
