"""What time does to consents: they run out, and what nobody answered is not kept (rules 38 and 39)."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mobilize.kernel import audit
from people import consent_texts, departures
from people.domain import births, consents
from people.enums import ConsentPurpose, ConsentState
from people.models import Community, Consent, LegalHold, Membership, Notice, NoticeWish, SignInCode
from people.policy_queries import policy_of
from people.standing_queries import needs_consent, roles_of


def run_out(*, now: datetime) -> int:
    """Let consents run out whose last day is over, by each community's calendar, or whose words are no longer the ones.

    Each is asked for again. Return how many.
    """
    other_words = Q()
    for purpose in ConsentPurpose.values:
        other_words |= Q(purpose=purpose) & ~Q(notice_version=consent_texts.version_of(purpose))
    ended = 0
    for community in Community.objects.all():
        today = now.astimezone(community.zone).date()
        due = Consent.objects.filter(
            Q(expires_on__lt=today) | other_words,
            membership__community=community,
            membership__ended_at=None,
            state=ConsentState.GRANTED,
        ).select_related("membership__community")
        for consent in due:
            with transaction.atomic():
                consents.run_out(consent, now=now)
            ended += 1
    return ended


def forget_unanswered(*, now: datetime) -> int:
    """Delete the account data of students for whom nobody answered in time; return how many.

    Only of those who still need the consent and never had one, and not under a legal hold.
    """
    forgotten = 0
    ever = Consent.objects.filter(membership=OuterRef("membership"), purpose=ConsentPurpose.FORUM).filter(
        state__in=[ConsentState.GRANTED, ConsentState.WITHDRAWN, ConsentState.EXPIRED]
    )
    held = LegalHold.objects.filter(membership=OuterRef("membership"), ended_at=None)
    for community in Community.objects.select_related("policy"):
        since = now - timedelta(days=policy_of(community).consent_days)
        due = Consent.objects.filter(
            ~Exists(ever),
            ~Exists(held),
            membership__community=community,
            membership__ended_at=None,
            purpose=ConsentPurpose.FORUM,
            state=ConsentState.REQUESTED,
            created_at__lte=since,
        )
        for pk in list(due.values_list("membership", flat=True)):
            forgotten += _forget(pk, now=now)
    return forgotten


@transaction.atomic
def _forget(pk: int, *, now: datetime) -> bool:
    """Empty one place, and the account with its last place. What stays says that somebody was here, not who."""
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "community").get(pk=pk)
    )
    answered = membership.consents.filter(purpose=ConsentPurpose.FORUM, state=ConsentState.GRANTED).exists()
    if answered or not needs_consent(membership.band, roles_of(membership, now=now)):
        return False
    user = membership.user
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    membership.consents.all().delete()
    membership.assents.all().delete()
    membership.guardians.all().delete()
    membership.invitations.all().delete()
    NoticeWish.objects.filter(membership=membership).delete()
    Notice.objects.filter(membership=membership).delete()
    births.forget(membership)
    if (
        not Membership.objects.filter(user=user)
        .exclude(pk=pk)
        .filter(Q(ended_at=None) | Q(ended_at__gt=now))
        .exists()
    ):
        SignInCode.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        user.username = f"gone-{secrets.token_hex(8)}"
        user.first_name = user.last_name = user.email = ""
        user.is_active = False
        user.set_unusable_password()
        user.save()
    departures.may_change(membership)
    audit.record(action="people.forget_unanswered", now=now, community=membership.community, thing=membership)
    return True
