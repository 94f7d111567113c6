from datetime import timedelta

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from mobilize.kernel.jobs import otherwise
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
        from people.domain import (  # noqa: F401  the address book, records about people
            holdings,
            login_cards,
            notices,
            statements,
        )

        _check_consent_age()
        holdings.register(login_cards.end_unfit)
        queries.tell_with_actor("hidden", block_queries.hidden_told)
        regularly("people.tasks.gather_mails", every=timedelta(minutes=1))
        otherwise("people.roster_tasks.carry_out", "people.roster_tasks.give_up")
        otherwise("people.tasks.make_copy", "people.tasks.give_copy_up")
        regularly("people.roster_tasks.forget", every=timedelta(minutes=10))
        regularly("people.family_tasks.turn_bands", every=timedelta(hours=1))
        regularly("people.family_tasks.end_what_lapsed", every=timedelta(hours=1))
        regularly("people.family_tasks.keep_consents", every=timedelta(hours=1))


def _check_consent_age() -> None:
    """An age at which no band begins would let children write without their guardians, or stop others for nothing."""
    from people.enums import CONSENT_AGES
    from people.policy_queries import consent_age_of

    if consent_age_of(None) not in CONSENT_AGES:
        raise ImproperlyConfigured(
            f"MOBILIZE_CONSENT_AGE must be one of {', '.join(map(str, CONSENT_AGES))}."
        )
