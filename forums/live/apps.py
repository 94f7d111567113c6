from datetime import timedelta

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "forums.live"
    label = "live"
    verbose_name = "Community sessions"

    def ready(self):
        from forums.live import broadcast, case_handlers, hands_queries, queries, refusals, rules, volatile  # noqa: F401
        from forums.live.domain import leaving, telling  # noqa: F401  their kinds of notices
        from forums.live.participation import spoke
        from mobilize.kernel.schedule import regularly
        from people import participation, scopes
        from people.enums import ScopeKind

        volatile.register("hands", hands_queries.hands_now)
        volatile.register("adults", queries.adults_now)
        scopes.register(ScopeKind.SESSION, queries.scopes_of)
        scopes.lead(ScopeKind.SESSION, queries.places_of)
        participation.register(spoke)
        regularly("forums.live.tasks.tell_of_sessions", every=timedelta(minutes=5))
        from people import departures

        departures.watch(lambda membership: broadcast.recheck(membership.pk))
