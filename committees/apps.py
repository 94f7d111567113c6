from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = "Committees"

    def ready(self):
        from committees import refusals, rules  # noqa: F401
        from committees.domain import redaction
        from forums.discussion import citers

        citers.register(redaction.redact)
