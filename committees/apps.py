from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = "Committees"

    def ready(self):
        from committees import refusals, rules  # noqa: F401
        from committees.domain import redaction, seats
        from committees.queries.plans import plans_to_follow
        from forums.discussion import citers, follow
        from people import queries
        from people.domain import holdings

        citers.register(redaction.redact)
        follow.register(plans_to_follow)
        holdings.register(seats.end_unfit)
        queries.tell_with_actor("seats", rules.seats_told)
