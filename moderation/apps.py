from datetime import timedelta

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self):
        from mobilize.kernel.schedule import regularly
        from moderation import (  # noqa: F401
            case_handlers,
            concern_refusals,
            concern_rules,
            duty_queries,
            records,
            refusals,
            rules,
        )
        from moderation.domain import cases, duty, hours, transfer
        from people import calendar, departures, furnishing, scopes
        from people import queries as people_queries
        from people.domain import holdings
        from people.enums import ScopeKind

        # Whoever writes for committees and polls speaks there by one byline in each community.
        scopes.register(
            ScopeKind.WORK, lambda community: type(community).objects.filter(pk=community.pk).order_by()
        )
        furnishing.register(hours.plan_school_week)
        calendar.listen(cases.promise_again)
        regularly("moderation.tasks.remind_desk", every=timedelta(minutes=15))
        regularly("moderation.tasks.hold_drills", every=timedelta(hours=1))
        departures.register(transfer.begin_on_leaving)
        holdings.register(duty.end_unfit)
        regularly("moderation.concern_tasks.tell_unmasked", every=timedelta(hours=1))
        regularly("moderation.concern_tasks.clean_packs", every=timedelta(days=1))
        people_queries.tell_with_actor("posts", duty_queries.posts_told)
        people_queries.tell_with_actor("calls", duty_queries.calls_told)
