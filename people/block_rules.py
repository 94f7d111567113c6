"""Who may hide what somebody says (rule 10): every student, with or without consent. Adults owe each voice a look."""

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people import scopes
from people.enums import Role
from people.rules import of_community

#: Whoever speaks as one of these keeps people safe: their words come through.
NEVER_HIDDEN = (Role.MODERATOR, Role.SAFEGUARDING_LEAD)


@rule("people.see_hidden")
def _see_hidden(actor, community):
    of_community(actor, community)
    if not actor.is_youth:
        raise Refused("not_found")


@rule("people.hide_speaker")
def _hide_speaker(actor, byline):
    """Only somebody whose words the actor may read: a byline elsewhere does not exist."""
    of_community(actor, byline)
    if not actor.is_youth or byline.pk not in scopes.places(actor, [byline]):
        raise Refused("not_found")
    if byline.adult_role in NEVER_HIDDEN:
        raise Refused("safety_speaks")


@rule("people.show_speaker")
def _show_speaker(actor, block):
    if block.membership_id != actor.membership.pk:
        raise Refused("not_found")
