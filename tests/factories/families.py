"""Guardians and the children they stand for."""

from django.utils import timezone

from people.models import Guardianship, Membership


def tie(student: Membership, guardian: Membership, **fields) -> Guardianship:
    """Let ``guardian`` stand for ``student`` with all that a tie opens, unless told otherwise."""
    fields = {"relation": "parent", "created_at": timezone.now(), **fields}
    return Guardianship.objects.create(student=student, guardian=guardian, **fields)
