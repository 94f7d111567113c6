from datetime import timedelta

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "forums.discussion"
    label = "discussion"
    verbose_name = "Forums"

    def ready(self):
        from forums.discussion import case_handlers, refusals, rules  # noqa: F401
        from forums.discussion.domain import telling  # noqa: F401  its kinds of notices
        from forums.discussion.domain.forums import inherit_duties
        from forums.discussion.participation import spoke
        from forums.discussion.queries.mine import forums_told
        from forums.discussion.queries.scopes import places_of, scopes_of
        from mobilize.kernel.schedule import regularly
        from people import consents, departures, participation, queries, scopes
        from people.enums import ConsentPurpose, ScopeKind

        departures.register(inherit_duties)
        scopes.register(ScopeKind.FORUM, scopes_of)
        scopes.lead(ScopeKind.FORUM, places_of)
        participation.register(spoke)
        consents.on_withdrawal(ConsentPurpose.FORUM, "forums.discussion.participation.end_writing")
        queries.tell_with_actor("forums", forums_told)
        regularly("forums.discussion.tasks.close_due", every=timedelta(minutes=15))
        regularly("forums.discussion.tasks.remind_of_answers", every=timedelta(hours=1))
