from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "forums.live"
    label = "live"
    verbose_name = "Community sessions"
