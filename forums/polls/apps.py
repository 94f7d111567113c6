from datetime import timedelta

from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "forums.polls"
    label = "polls"
    verbose_name = "Goal polls"

    def ready(self):
        from forums.polls import refusals, rules  # noqa: F401
        from mobilize.kernel.schedule import regularly

        regularly("forums.polls.tasks.settle_due", every=timedelta(minutes=1))
