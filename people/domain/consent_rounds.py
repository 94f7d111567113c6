"""What time does to consents: they run out, and what nobody answered is not kept (rules 38 and 39)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from people import consent_texts
from people.domain import consents, erasure
from people.enums import ConsentPurpose, ConsentState
from people.models import Community, Consent, LegalHold, Membership
from people.policy_queries import policy_of
from people.standing_queries import is_guarded


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
    """Erase one member, as erasure does it everywhere. What stays says that somebody was here, not who."""
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "community").get(pk=pk)
    )
    answered = membership.consents.filter(purpose=ConsentPurpose.FORUM, state=ConsentState.GRANTED).exists()
    if answered or not is_guarded(membership, now=now):
        return False
    return erasure.forget(membership, now=now)
