"""Rules of people, and the floors of every rule above: community, standing, consent, clearance."""

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.enums import Role


def of_community(actor: Actor, thing) -> None:
    """The thing must belong to the actor's community; otherwise it does not exist for them."""
    community_id = thing.pk if thing._meta.label == "people.Community" else thing.community_id
    if community_id != actor.community.pk:
        raise Refused("not_found")


def with_role(actor: Actor, *roles: str) -> None:
    """Without one of ``roles`` the thing does not exist for the actor."""
    if not actor.has(*roles):
        raise Refused("not_found")


def cleared_adult(actor: Actor) -> None:
    """Adults see young people's words only with a valid clearance (rule 3)."""
    if not actor.is_youth and not actor.cleared:
        raise Refused("clearance_missing")


def may_read_voices(actor: Actor, bands=()) -> None:
    """Students of the bands (all, if empty), and cleared adults whose work is in forums."""
    if actor.is_youth:
        if bands and actor.band not in bands:
            raise Refused("not_found")
        return
    if not actor.is_forum_adult:
        raise Refused("not_found")
    cleared_adult(actor)


def may_write(actor: Actor) -> None:
    """Under the consent age nothing is written or kept before consent is recorded (rule 39)."""
    if not actor.consented:
        raise Refused("consent_missing")


@rule("people.enter_community")
def _enter(actor, community):
    of_community(actor, community)


@rule("people.administer")
def _administer(actor, thing):
    of_community(actor, thing)
    with_role(actor, Role.ADMINISTRATOR)
