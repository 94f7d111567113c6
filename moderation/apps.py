from datetime import timedelta

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self):
        from mobilize.kernel.schedule import regularly
        from moderation import refusals, rules  # noqa: F401
        from moderation.domain import cases, hours
        from people import calendar, furnishing

        furnishing.register(hours.plan_school_week)
        calendar.listen(cases.promise_again)
        regularly("moderation.tasks.remind_desk", every=timedelta(minutes=15))
