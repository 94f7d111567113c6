"""Guardians and the children they stand for."""

from django.utils import timezone

from people.domain import consents
from people.models import Consent, Guardianship, Membership, User
from tests.factories.people import actor


def tie(student: Membership, guardian: Membership, **fields) -> Guardianship:
    """Let ``guardian`` stand for ``student`` with all that a tie opens, unless told otherwise."""
    fields = {"relation": "parent", "created_at": timezone.now(), **fields}
    return Guardianship.objects.create(student=student, guardian=guardian, **fields)


def record(admin: User, school, user: User, **changed) -> Consent:
    """Let ``admin`` record a guardian's yes for ``user`` on paper: for forums and today, unless told otherwise."""
    words = {
        "purpose": "forum",
        "giver_name": "R. Sand",
        "given_on": timezone.localdate(),
        "now": timezone.now(),
    }
    member = Membership.objects.get(user=user, community=school)
    return consents.record(actor(admin, school), membership=member, **{**words, **changed})
