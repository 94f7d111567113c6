"""Rules of one's own data (rules 50 to 54)."""

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.enums import Role
from people.rules import _change_member, cleared_adult, may_write, of_community, with_role


@rule("people.see_own_data")
def _see_own_data(actor, community):
    """Everybody's own, and nobody else's."""
    of_community(actor, community)


@rule("people.ask_for_copy")
def _ask_for_copy(actor, community):
    of_community(actor, community)


@rule("people.fetch_copy")
def _fetch_copy(actor, asked):
    if asked.membership_id != actor.membership.pk:
        raise Refused("not_found")


@rule("people.erase_own")
def _erase_own(actor, community):
    """Whoever works here owes something to others: the office erases them, once that is passed on."""
    of_community(actor, community)
    if actor.is_staff:
        raise Refused("erase_by_office")


@rule("people.erase_member")
def _erase_member(actor, membership):
    _change_member(actor, membership)


@rule("people.hold_data")
def _hold_data(actor, membership):
    """Administrators and the lead; of a student only with a valid check (rule 3)."""
    of_community(actor, membership)
    with_role(actor, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
    known = getattr(membership, "was_student", None)
    if membership.role_grants.filter(role=Role.STUDENT).exists() if known is None else known:
        cleared_adult(actor)


@rule("people.state_about_record")
def _state_about_record(actor, record):
    """The record was found as the actor's own. Nothing is kept before consent is recorded (rule 39)."""
    may_write(actor)


@rule("people.see_retention")
def _see_retention(actor, community):
    of_community(actor, community)
    with_role(actor, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
