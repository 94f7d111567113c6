"""Erasure (rule 53): somebody's own words go, everywhere; what others said and what was decided keeps its shape.

Votes stay counted and nobody can tell whose they were. After it the seals are gone: no key tells who spoke. What a
school must keep by law (concern files, holds) stays, and a hold refuses with a reason.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.models import new_public_id
from mobilize.kernel.refusal import Refused
from people import departures, selves
from people.actors import Actor
from people.domain import births, copies, holds, seal
from people.domain.members import standing
from people.enums import RequestKind, RequestState, Role
from people.models import (
    Assent,
    Block,
    Byline,
    Clearance,
    Consent,
    Guardianship,
    Invitation,
    LoginCard,
    Membership,
    Notice,
    NoticeWish,
    PrivacyRequest,
    RoleGrant,
    RosterLink,
    SchoolIdentity,
    SignInCode,
    Statement,
)

#: What the office kept of somebody, and nobody else needs.
_OF_A_MEMBER = (
    Assent,
    Block,
    Clearance,
    Consent,
    LoginCard,
    Notice,
    NoticeWish,
    RoleGrant,
    RosterLink,
    Statement,
)


def ask(actor: Actor, *, now: datetime) -> None:
    """Erase all that is one's own in this community, now, and end one's place here.

    Errors: ``erase_by_office`` for adults who work here (what they owe is passed on first), ``data_held``.
    """
    require(actor, "people.erase_own", actor.community)
    _refuse_if_held(actor.membership, now=now)
    _erase(actor.membership, by=actor, now=now)


def erase_member(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Erase a member who asked for it in another way, or whose guardian did.

    Errors: ``own_roles`` for oneself, ``last_administrator``, ``data_held``, ``not_now`` if it is done already.
    """
    require(actor, "people.erase_member", membership)
    if membership.pk == actor.membership.pk:
        raise Refused("own_roles")
    _refuse_if_held(membership, now=now)
    _erase(membership, by=actor, now=now)


def end(rows: QuerySet | Sequence, now: datetime) -> int:
    """Erase people who left long ago: the table of retention calls this."""
    over = list(rows)
    for membership in over:
        _erase(membership, by=None, now=now)
    return len(over)


def forget(membership: Membership, *, now: datetime) -> bool:
    """Erase a member for whom no guardian answered in time (rule 39). False if a hold or a law keeps their data."""
    if holds.is_held(membership):
        return False
    _erase(membership, by=None, now=now, action="people.forget_unanswered")
    departures.may_change(membership)
    return True


def is_erased(membership: Membership) -> bool:
    return PrivacyRequest.objects.filter(
        membership=membership, kind=RequestKind.ERASURE, state=RequestState.DONE
    ).exists()


def _refuse_if_held(membership: Membership, *, now: datetime) -> None:
    """Write down that it was asked and refused, and refuse."""
    if not holds.is_held(membership):
        return
    PrivacyRequest.objects.create(
        membership=membership,
        kind=RequestKind.ERASURE,
        state=RequestState.REFUSED,
        refused_because="data_held",
        created_at=now,
        settled_at=now,
    )
    raise Refused("data_held")


@transaction.atomic
def _erase(membership: Membership, *, by: Actor | None, now: datetime, action: str = "people.erase") -> None:
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "community")
        .get(pk=membership.pk)
    )
    if is_erased(membership):
        raise Refused("not_now")
    if holds.is_held(membership):  # placed a moment ago
        raise Refused("data_held")
    if Role.ADMINISTRATOR in standing.current_roles(membership, now=now):
        standing.keep_an_administrator(membership, now=now)
    if by is not None and (membership.ended_at is None or membership.ended_at > now):
        departures.settle(membership, actor=by, now=now)
        departures.may_change(membership)
    person = selves.self_of(membership)
    selves.erase(person, now=now)
    _end_bylines(person)
    _end_records(membership)
    Membership.objects.filter(pk=membership.pk).filter(Q(ended_at=None) | Q(ended_at__gt=now)).update(
        ended_at=now
    )
    PrivacyRequest.objects.create(
        membership=membership,
        kind=RequestKind.ERASURE,
        state=RequestState.DONE,
        created_at=now,
        settled_at=now,
    )
    _end_account(person, now=now)
    audit.record(
        action=action,
        now=now,
        actor=by if by is not None and by.membership.pk != membership.pk else None,
        community=membership.community,
        thing=membership,
    )
    later("cms.tasks.sync_editors", membership.pk)


def _end_bylines(person: selves.Self) -> None:
    """Names under which nothing is said any more: no seal leads from them to anybody, and adults' names go."""
    bylines = list(person.bylines)
    keys = [byline.pk for byline in bylines]
    Notice.objects.filter(byline__in=keys).delete()
    Statement.objects.filter(byline__in=keys).delete()
    Block.objects.filter(byline__in=keys).delete()
    seal.destroy(bylines)
    Byline.objects.filter(pk__in=keys).update(adult_name="", adult_role="")


def _end_records(membership: Membership) -> None:
    """What the office kept about them."""
    for asked in PrivacyRequest.objects.filter(membership=membership).exclude(file=""):
        path = copies.folder() / asked.file
        transaction.on_commit(partial(path.unlink, missing_ok=True))  # nothing is lost if all is undone
    PrivacyRequest.objects.filter(membership=membership).delete()
    Guardianship.objects.filter(Q(student=membership) | Q(guardian=membership)).delete()
    Invitation.objects.filter(Q(student=membership) | Q(membership=membership)).delete()
    # Who gave consent for somebody else is told there, and goes here.
    Consent.objects.filter(giver=membership).update(giver=None, giver_name="")
    births.forget(membership)
    for model in _OF_A_MEMBER:
        model._base_manager.filter(membership=membership).delete()


def _end_account(person: selves.Self, *, now: datetime) -> None:
    """End every sign-in; where no other place of theirs is left, the account itself is nobody's."""
    user = person.user
    places = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(places.values_list("session_key", flat=True))).delete()
    places.delete()
    erased = PrivacyRequest.objects.filter(kind=RequestKind.ERASURE, state=RequestState.DONE)
    if user.memberships.exclude(pk__in=erased.values("membership")).exists():
        return
    SignInCode.objects.filter(user=user).delete()
    SchoolIdentity.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    with override(person.community.language):
        user.first_name = gettext("Former member")
    user.last_name = user.email = ""
    user.username = f"former-{new_public_id()}"
    user.last_login = None
    user.is_active = False
    user.set_unusable_password()
    user.groups.clear()
    user.save()
