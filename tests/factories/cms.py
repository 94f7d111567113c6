"""Pages, and what an editor types into the form of a door."""

from django.test import Client
from django.urls import reverse

from cms.domain import pages
from cms.models import CommunityPage, DoorPage
from people.enums import Role
from people.models import Community, User
from tests.factories.people import member

#: Words of each door's form as a browser would send them; ``more`` is an empty rich text.
TYPED = {
    "forum": {"title": "What should change?", "name_mode": "pseudonymous"},
    "poll": {"title": "Which goals should we pick?", "winners": "1", "tie_rule": "all_forward"},
    "session": {"title": "A quiet room", "question": "What should it be like?"},
    "committee": {
        "title": "Garden group",
        "purpose": "To plant a garden.",
        "powers": "The yard.",
        "kind": "advisory",
        "decision_rule": "simple",
        "quorum_percent": "50",
        "minimum_youth_percent": "50",
    },
    "plan": {"title": "A calmer lunch"},
}


def community_page(community: Community) -> CommunityPage:
    """Plant the page of the community, with its editors' group."""
    return pages.plant_community(community)


def organizer(community: Community, **fields) -> User:
    return member(community, Role.ORGANIZER, **fields)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(kind: str, **words) -> dict:
    return {"more": "null", "slug": "", **TYPED[kind], **words}


def post_new(client: Client, parent: CommunityPage, kind: str, **words):
    """Send the form of a new door below ``parent``."""
    meta = pages.DOORS[kind]._meta
    address = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, parent.pk])
    return client.post(address, typed(kind, **words))


def post_edit(client: Client, page: DoorPage, kind: str, **words):
    """Send the form of an existing door."""
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), typed(kind, slug=page.slug, **words)
    )
