"""Readers of invitations."""

from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.models import Invitation


def invitations_of(actor: Actor):
    """The community's invitations, newest first."""
    return Invitation.objects.filter(community=actor.community)


def invitation_of(actor: Actor, *, invitation: str) -> Invitation:
    """Return an invitation by its public id. Errors: ``Refused("not_found")``."""
    found = invitations_of(actor).select_related("community").filter(public_id=invitation).first()
    if found is None:
        raise Refused("not_found")
    return found
