"""Of whom a picture may be shown: asked each time one is shown, and kept nowhere (rule 44)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from people import consent_texts
from people.enums import ConsentPurpose, ConsentState, Role
from people.models import Assent, Community, Consent, Guardianship, Membership
from people.queries import members_with_role
from people.standing_queries import current, is_guarded

_NO = (ConsentState.REFUSED, ConsentState.WITHDRAWN)


def may_be_shown(members: Collection[int], *, now: datetime) -> set[int]:
    """Return the keys of those members of whom a picture may be shown at ``now``.

    They belong to the community, said yes for themselves, and under the consent age a guardian did too (rules 38 to
    40). While a court keeps somebody away from a young person, no picture tells where they are (rule 43).
    """
    if not members:
        return set()
    kept_away = Guardianship.objects.filter(student=OuterRef("pk"), ended_at=None).exclude(restricted_at=None)
    found = Membership.objects.filter(
        current(now), ~Exists(kept_away), pk__in=members, user__is_active=True
    ).select_related("community")
    here = {member.pk: member for member in found}
    version = consent_texts.version_of(ConsentPurpose.IMAGE)
    of_them = Q(membership__in=here, purpose=ConsentPurpose.IMAGE)
    said = dict(
        Assent.objects.filter(of_them, notice_version=version)
        .order_by("id")
        .values_list("membership", "given")
    )
    last: dict[int, str] = {}
    granted = set()
    for consent in Consent.objects.filter(of_them).order_by("id"):
        last[consent.membership_id] = consent.state
        if consent.state == ConsentState.GRANTED and consent.notice_version == version:
            today = now.astimezone(here[consent.membership_id].community.zone).date()
            if consent.expires_on is None or consent.expires_on >= today:
                granted.add(consent.membership_id)
    return {
        pk
        for pk, member in here.items()
        if said.get(pk) and (pk in granted or (last.get(pk) not in _NO and not is_guarded(member, now=now)))
    }


def students_called(community: Community, name: str, *, now: datetime) -> list[Membership]:
    """Return the students with exactly this name or user name, two at most. Nobody is listed by a part of a name."""
    whole = Concat("user__first_name", Value(" "), "user__last_name")
    found = members_with_role(community, Role.STUDENT, now=now).annotate(whole=whole)
    return list(found.filter(Q(whole__iexact=name) | Q(user__username__iexact=name))[:2])
