"""Who somebody is at the school's own sign-in: written down by an administrator, and by nobody else."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.models import Membership, SchoolIdentity, User


@transaction.atomic
def bind(actor: Actor, *, membership: Membership, subject: str, now: datetime) -> SchoolIdentity | None:
    """Let the school's sign-in know a member by ``subject``; "" takes it away again.

    Whoever can bind can open the account, so it needs what a one-use code needs.
    Errors: as "people.issue_code", ``subject_unfit``, ``subject_taken``.
    """
    require(actor, "people.issue_code", membership)
    issuer, subject = settings.SCHOOL_LOGIN["issuer"], subject.strip()
    if not issuer:
        raise Refused("not_found")
    if len(subject) > 255:
        raise Refused("subject_unfit", field="subject")
    others = SchoolIdentity.objects.filter(issuer=issuer, subject=subject).exclude(user=membership.user)
    if others.exists():
        raise Refused("subject_taken", field="subject")
    SchoolIdentity.objects.filter(issuer=issuer, user=membership.user).delete()
    bound = None
    if subject:
        bound = SchoolIdentity.objects.create(
            issuer=issuer, subject=subject, user=membership.user, bound_by=actor.user, created_at=now
        )
    audit.record(
        action="people.bind_school_login" if subject else "people.release_school_login",
        now=now,
        actor=actor,
        community=actor.community,
        thing=membership,
    )
    return bound


def known_as(subject: str) -> User:
    """Return the person whom the school's sign-in names. Nobody is made from what it says.

    Errors: ``school_unknown`` for whoever was not written down, or has left.
    """
    found = SchoolIdentity.objects.filter(
        issuer=settings.SCHOOL_LOGIN["issuer"], subject=subject, user__is_active=True
    ).select_related("user")
    identity = found.first()
    if identity is None:
        raise Refused("school_unknown")
    return identity.user


def subject_of(user: User) -> str:
    found = SchoolIdentity.objects.filter(issuer=settings.SCHOOL_LOGIN["issuer"], user=user)
    return found.values_list("subject", flat=True).first() or ""
