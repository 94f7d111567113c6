from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from mobilize.kernel.schedule import regularly
        from people import (  # noqa: F401
            block_queries,
            block_refusals,
            block_rules,
            family_notices,
            privacy_refusals,
            privacy_rules,
            queries,
            refusals,
            roster_refusals,
            rules,
            sources,
        )
        from people.domain import notices, statements  # noqa: F401  the address book, records about people

        queries.tell_with_actor("hidden", block_queries.hidden_told)
        regularly("people.tasks.gather_mails", every=timedelta(minutes=1))
        regularly("people.roster_tasks.forget", every=timedelta(minutes=10))
        regularly("people.family_tasks.turn_bands", every=timedelta(hours=1))
        regularly("people.family_tasks.keep_consents", every=timedelta(hours=1))
