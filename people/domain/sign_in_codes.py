"""One-use codes for people who forgot their password and have no e-mail (rule 59). Nobody learns a password."""

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.models import ALPHABET
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import accounts, throttle
from people.models import Membership, SignInCode, User

TRIES = 5
_LENGTH = 8


def tidy(code: str) -> str:
    """Return a code as it is kept: small letters and digits, whatever stands between them left out."""
    return re.sub(r"[^a-z0-9]", "", code.lower())


def shown(code: str) -> str:
    """Return a code as people read it: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def works_until(now: datetime) -> datetime:
    """Return when a code that is made at ``now`` runs out."""
    return now + timedelta(minutes=settings.MOBILIZE["SIGN_IN_CODE_MINUTES"])


@transaction.atomic
def issue(actor: Actor, *, membership: Membership, now: datetime) -> str:
    """Return a new one-use code for a member, to be printed; older ones stop working. Only its hash is kept.

    Errors: ``not_found``; ``member_elsewhere`` for somebody who also belongs where the actor is no administrator.
    """
    require(actor, "people.issue_code", membership)
    code = _issue(membership.user, by=actor.user, now=now)
    audit.record(
        action="people.issue_sign_in_code", now=now, actor=actor, community=actor.community, thing=membership
    )
    return code


@transaction.atomic
def issue_at_console(*, user: User, now: datetime) -> str:
    """Return a one-use code for ``user``, made by whoever runs the installation; nobody else calls this."""
    code = _issue(user, by=None, now=now)
    audit.record(action="people.issue_sign_in_code", now=now, thing=user)
    return code


def _issue(user: User, *, by: User | None, now: datetime) -> str:
    _void(user, now=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    SignInCode.objects.create(
        user=user,
        code_hash=make_password(code),
        expires_at=works_until(now),
        issued_by=by,
        created_at=now,
    )
    return shown(code)


def _void(user: User, *, now: datetime) -> None:
    SignInCode.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)


def use(*, username: str, code: str, password: str, client_address: str, now: datetime) -> User:
    """Set a new password with a one-use code and return the user, who is then to be signed in.

    A code dies when it was used, after 15 minutes, and after five wrong tries; each try is written down
    before it is looked at, so that tries at the same time count as well. The person's other codes die with it.
    Errors: ``code_unknown`` (also for an unknown user name), ``code_expired``, ``password_weak``, ``too_fast``.
    """
    throttle.count("one-use-code", client_address, limit=20, seconds=600)
    accounts.check_password_strength(password, user=User(username=username))
    user = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    latest = user.sign_in_codes.filter(used_at=None).order_by("-id").first() if user else None
    tried = latest and SignInCode.objects.filter(pk=latest.pk, used_at=None, tries__lt=TRIES).update(
        tries=F("tries") + 1
    )
    if not user or not latest or not tried:
        make_password(tidy(code))  # as slow as a code that exists
        raise Refused("code_unknown", field="code")
    if not check_password(tidy(code), latest.code_hash):
        raise Refused("code_unknown", field="code")
    if latest.expires_at <= now:
        raise Refused("code_expired", field="code")
    with transaction.atomic():
        if not SignInCode.objects.filter(pk=latest.pk, used_at=None).update(used_at=now):
            raise Refused("code_unknown", field="code")
        user.set_password(password)
        user.save(update_fields=["password"])
        _void(user, now=now)
        audit.record(action="people.use_sign_in_code", now=now, actor=user, thing=user)
    return user


@transaction.atomic
def tell(user: User, *, now: datetime, with_code: bool = False) -> list[SignInCode]:
    """Return the codes that were printed for ``user`` and that they have not heard of; from now on they have.

    ``with_code`` says that this very sign-in is by a one-use code. Whoever holds that code may not be the
    person, so the person hears of it at the next one.
    """
    codes = list(user.sign_in_codes.select_for_update().filter(told_at=None).order_by("id"))
    if with_code:
        used = [code for code in codes if code.used_at]
        codes = [code for code in codes if code not in used[-1:]]
    SignInCode.objects.filter(pk__in=[code.pk for code in codes]).update(told_at=now)
    return codes
