from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "forums.live"
    label = "live"
    verbose_name = "Community sessions"

    def ready(self):
        from forums.live import case_handlers, refusals, rules  # noqa: F401
