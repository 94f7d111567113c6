"""Rules of people, and the floors of every rule above: community, standing, consent, clearance."""

from django.db.models import Exists, OuterRef, Q

from mobilize.kernel.authority import rule
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.enums import Role
from people.models import Membership, RoleGrant


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
    """Nothing is written or kept before consent is recorded (rule 39) and the young person said yes too (rule 40)."""
    if not actor.permitted:
        raise Refused("consent_missing")
    if not actor.consented:
        raise Refused("assent_missing")


@rule("people.enter_community")
def _enter(actor, community):
    of_community(actor, community)


@rule("people.read_notices")
def _read_notices(actor, community):
    """Everybody's own, and nobody else's."""
    of_community(actor, community)


@rule("people.choose_notices")
def _choose_notices(actor, community):
    of_community(actor, community)


@rule("people.say_for_oneself")
def _say_for_oneself(actor, community):
    """Every student, and nobody in a student's place."""
    of_community(actor, community)
    if not actor.is_youth:
        raise Refused("not_found")


@rule("people.see_family")
def _see_family(actor, community):
    of_community(actor, community)
    with_role(actor, Role.CAREGIVER)


@rule("people.see_child")
def _see_child(actor, guardianship):
    """One's own child, while the tie holds and nothing restricts it (rule 43)."""
    _see_family(actor, actor.community)
    ended = guardianship.student.ended_at is not None and guardianship.student.ended_at <= actor.at
    if (
        guardianship.guardian_id != actor.membership.pk
        or guardianship.ended_at is not None
        or guardianship.restricted_at is not None
        or ended
    ):
        raise Refused("not_found")


@rule("people.decide_for_child")
def _decide_for_child(actor, guardianship):
    _see_child(actor, guardianship)
    if not guardianship.may_consent:
        raise Refused("not_found")


@rule("people.administer")
def _administer(actor, thing):
    """The community's own affairs that show no student: class codes, hours, adults."""
    of_community(actor, thing)
    with_role(actor, Role.ADMINISTRATOR)


@rule("people.see_member")
def _see_member(actor, membership):
    _administer(actor, membership)
    known = getattr(membership, "was_student", None)  # told with the member by people.queries.member_of
    if membership.role_grants.filter(role=Role.STUDENT).exists() if known is None else known:
        cleared_adult(actor)  # rule 3: a page with a student's identity


@rule("people.change_member")
def _change_member(actor, membership):
    _see_member(actor, membership)


@rule("people.add_student")
def _add_student(actor, community):
    _administer(actor, community)
    cleared_adult(actor)


@rule("people.import_roster")
def _import_roster(actor, thing):
    """A whole list shows students, so it takes a valid check like each one of them (rule 3)."""
    _add_student(actor, thing)


@rule("people.invite")
def _invite(actor, thing):
    """Adults, by whoever answers for the community."""
    _administer(actor, thing)


@rule("people.invite_caregiver")
def _invite_caregiver(actor, student):
    _see_member(actor, student)
    if student.ended_at and student.ended_at <= actor.at:
        raise Refused("not_found")


@rule("people.record_clearance")
def _record_clearance(actor, membership):
    """Nobody vouches for themselves."""
    _see_member(actor, membership)
    if membership.pk == actor.membership.pk:
        raise Refused("own_clearance")


@rule("people.issue_code")
def _issue_code(actor, membership):
    """A code opens the whole account, so the actor must administer every community the person belongs to."""
    _see_member(actor, membership)
    if membership.ended_at and membership.ended_at <= actor.at:
        raise Refused("not_found")
    if membership.pk == actor.membership.pk:
        raise Refused("own_code")
    current = Q(ended_at=None) | Q(ended_at__gt=actor.at)
    in_force = Q(ends_at=None) | Q(ends_at__gt=actor.at)
    mine = RoleGrant.objects.filter(
        in_force,
        role=Role.ADMINISTRATOR,
        membership__user=actor.user,
        membership__community=OuterRef("community"),
    ).filter(Q(membership__ended_at=None) | Q(membership__ended_at__gt=actor.at))
    if Membership.objects.filter(current, ~Exists(mine), user=membership.user_id).exists():
        raise Refused("member_elsewhere")
