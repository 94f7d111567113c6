from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "forums.discussion"
    label = "discussion"
    verbose_name = "Forums"

    def ready(self):
        from forums.discussion import case_handlers, refusals, rules  # noqa: F401
