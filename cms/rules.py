"""Who brings pictures, and who says of whom they are (rules 3, 4 and 44)."""

from cms.nav import EDITORS
from cms.shelves import community_of
from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.rules import cleared_adult, of_community, with_role


@rule("cms.judge_pictures")
def _judge_pictures(actor, community):
    """Pictures show young people, so it takes a valid check like a page with their names."""
    of_community(actor, community)
    with_role(actor, *EDITORS)
    cleared_adult(actor)


@rule("cms.bring_picture")
def _bring_picture(actor, picture):
    """Organizers and administrators, on the shelf of their own community."""
    community = community_of(picture)
    if community is None or community.pk != actor.community.pk:
        raise Refused("not_found")
    with_role(actor, *EDITORS)


@rule("cms.judge_picture")
def _judge_picture(actor, picture):
    _bring_picture(actor, picture)
    cleared_adult(actor)
