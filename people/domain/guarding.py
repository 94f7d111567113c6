"""Who writes only with a guardian's consent changes: by a younger band, a role, or the community's consent age.

Whoever needs one from now on reads and does not write, and the guardians are asked. Whoever took part by their own yes
is no newcomer: the clean-up after the days without an answer is not for them (rule 39).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from people import consent_texts, departures
from people import consents as ends
from people.domain import bands, consents, seal
from people.enums import Band, ConsentBasis, ConsentPurpose, ConsentState, Role
from people.models import Community, Consent, Membership
from people.standing_queries import current, grants_now, is_guarded

_ASKED = (ConsentState.GRANTED, ConsentState.REQUESTED)


@transaction.atomic
def begin(membership: Membership, *, now: datetime) -> bool:
    """Ask for the consent that a student needs now and did not need before; return whether it was asked for.

    What was enough until now is written down as run out; what rested on it ends, drafts too.
    """
    there = membership.consents.filter(purpose=ConsentPurpose.FORUM, state__in=_ASKED)
    if there.exists() or not is_guarded(membership, now=now):
        return False
    _note_what_was_enough(membership, now=now)
    consents.ask_for_newcomer(membership, now=now)
    ends.end(ConsentPurpose.FORUM, membership=membership, subject="", now=now)
    departures.may_change(membership)
    return True


def _note_what_was_enough(membership: Membership, *, now: datetime) -> None:
    """Write down that the student took part until now: by their own yes, or before anybody asked them for one."""
    said = membership.assents.filter(purpose=ConsentPurpose.FORUM).order_by("id").last()
    own_yes = said if said is not None and said.given else None
    if own_yes is None and not seal.bylines_of(membership.user, community=membership.community):
        return
    ended = Consent(
        membership=membership, purpose=ConsentPurpose.FORUM, state=ConsentState.EXPIRED, created_at=now
    )
    if own_yes is not None:
        ended.basis, ended.giver, ended.giver_name = ConsentBasis.OWN, membership, membership.user.name
        ended.given_on = own_yes.created_at.astimezone(membership.community.zone).date()
        ended.notice_version = own_yes.notice_version
    else:
        ended.basis, ended.notice_version = ConsentBasis.TASK, consent_texts.version_of(ConsentPurpose.FORUM)
    ended.save()


def count_anew(members: Iterable[int], *, now: datetime) -> None:
    """Let the days without an answer begin again for those who are let back in: nobody could answer meanwhile."""
    asked = Consent.objects.filter(membership__in=members, state=ConsentState.REQUESTED)
    asked.update(created_at=now)


def follow_consent_age(community: Community, *, now: datetime) -> int:
    """Bring every student in line with the community's consent age; return how many are asked for now.

    Those above it decide for themselves: their guardians step down (rule 41). A second run does nothing.
    """
    studies = grants_now(now).filter(membership=OuterRef("pk"), role=Role.STUDENT)
    students = Membership.objects.filter(current(now), Exists(studies), community=community)
    asked = 0
    for student in students.select_related("user", "community").order_by("pk"):
        if begin(student, now=now):
            asked += 1
        elif student.band == Band.C:
            bands.step_down(student, now=now)
    return asked
