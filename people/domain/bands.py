"""Moving somebody to another age band: the one place where it happens, and what ends with the old band (rule 41)."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from people import departures
from people.domain import holdings, notices
from people.enums import Band
from people.family_notices import STEPS_DOWN
from people.models import Guardianship, Membership
from people.policy_queries import policy_of
from people.standing_queries import is_under, roles_of


def move(membership: Membership, *, band: str, now: datetime) -> None:
    """Write the band, and let end what the new one ends; rooms of the old band close at once.

    Who needs a guardian's consent in a younger band is asked for by ``people.domain.guarding``.
    """
    older = band > membership.band
    membership.band = band
    membership.save(update_fields=["band"])
    if older and band in {Band.C, Band.D}:
        step_down(membership, now=now)
    holdings.settle(membership, roles=roles_of(membership, now=now), now=now)
    departures.may_change(membership)


def step_down(membership: Membership, *, now: datetime) -> None:
    """At 16 guardians decide no more and get no mail about their child; at 18 the tie ends. Both sides are told.

    Where the community asks for a guardian's consent until 18, nothing changes at 16. A second time does nothing.
    """
    there = membership.guardians.filter(ended_at=None).select_related("guardian", "guardian__community")
    if membership.band != Band.D:
        there = there.filter(Q(may_consent=True) | Q(gets_mail=True))
    ties = list(there)
    if not ties or is_under(membership.band, policy_of(membership.community).consent_age):
        return
    ended = {"ended_at": now} if membership.band == Band.D else {}
    Guardianship.objects.filter(pk__in=[tie.pk for tie in ties]).update(
        may_consent=False, gets_mail=False, told_step_at=now, **ended
    )
    slug = membership.community.slug
    for tie in ties:
        key = f"step:{tie.public_id}:{membership.band}"
        if tie.restricted_at is None:
            link = reverse("family", args=[slug])
            notices.tell_members([tie.guardian], kind=STEPS_DOWN, key=key, link=link, now=now)
            departures.may_change(tie.guardian)
        link = reverse("assent", args=[slug])
        notices.tell_members([membership], kind=STEPS_DOWN, key=key, link=link, now=now)
