from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "forums.discussion"
    label = "discussion"
    verbose_name = "Forums"

    def ready(self):
        from forums.discussion import case_handlers, refusals, rules  # noqa: F401
        from forums.discussion.domain.forums import inherit_duties
        from people import departures

        departures.register(inherit_duties)
