"""The first way in for those whom a list brought: one-use codes on cards, class by class, while the class is there."""

from datetime import datetime

from django.db import transaction

from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import roster_queries
from people.actors import Actor
from people.domain import sign_in_codes
from people.models import Membership


@transaction.atomic
def issue_codes(actor: Actor, *, group: str, now: datetime) -> list[tuple[Membership, str]]:
    """Return a one-use code for each student of a class who never signed in: none for anybody else.

    Each is made, kept as a hash and written into the trail like a single one (rule 59), and works as short.
    Errors: ``group_empty``.
    """
    require(actor, "people.import_roster", actor.community)
    found = roster_queries.newcomers_of(actor, group=group, now=now)
    if not found:
        raise Refused("group_empty")
    return [(place, sign_in_codes.issue(actor, membership=place, now=now)) for place in found]
