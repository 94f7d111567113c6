"""Where members of a community speak, for whoever looks for their own bylines."""

from django.urls import reverse

from forums.discussion.models import Forum
from forums.discussion.queries.cards import speakers
from mobilize.kernel.authority import can
from people.actors import Actor
from people.models import Byline, Community
from people.scopes import Place


def scopes_of(community: Community):
    """The community's forums, unordered."""
    return Forum.objects.filter(community=community).order_by()


def places_of(actor: Actor, bylines: list[Byline]) -> dict[int, Place]:
    """Return the forums in which these bylines speak, without those that the actor may not read."""
    forums = Forum.objects.filter(
        community=actor.community, public_id__in={byline.scope_id for byline in bylines}
    )
    found: dict[int, Place] = {}
    for forum in forums.select_related("community"):
        if not can(actor, "forums.read_forum", forum):
            continue
        here = [byline for byline in bylines if byline.scope_id == forum.public_id]
        names = speakers(here, forum=forum, own=None)
        url = reverse("forum", kwargs={"community": actor.community.slug, "forum": forum.public_id})
        found |= {byline.pk: Place(forum.question, url, names[byline.pk].shown_name) for byline in here}
    return found
