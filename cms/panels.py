"""The first page of the editor: where to begin, and what waits."""

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from cms.queries import things


class WelcomePanel(Component):
    """Says in a few words what can be done here, and leads there."""

    name = "welcome"
    order = 10
    template_name = "cms/admin/welcome.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        places = things.editors_places(user, now=timezone.now())
        return {
            "places": things.pages_of([actor.community for actor in places]),
            "shelves": [] if places else things.shelves_of(user),
            "publishes": page_permission_policy.user_has_permission(user, "publish"),
        }


class WaitingPanel(Component):
    """Tells what waits in each community that the person looks after. Counts alone, and nobody's words."""

    name = "waiting"
    order = 20
    template_name = "cms/admin/waiting.html"

    def get_context_data(self, parent_context):
        now = timezone.now()
        user = parent_context["request"].user
        places = things.editors_places(user, now=now)
        return {
            "reviews": things.pages_to_approve(user),
            "places": [(actor.community.name, things.waiting_in(actor, now=now)) for actor in places],
            "many": len(places) > 1,
        }
