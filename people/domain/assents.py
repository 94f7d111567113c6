"""The young person's own yes or no. Without their yes nothing is written, whoever else agreed (rule 40)."""

from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import consent_texts, consents, departures
from people.actors import Actor
from people.enums import ConsentPurpose
from people.models import Assent


@transaction.atomic
def say(actor: Actor, *, purpose: str, given: bool, version: str, subject: str = "", now: datetime) -> Assent:
    """Keep what a student says for themselves after reading ``version`` of the words. A no counts at once.

    ``subject`` names the agency, where the purpose is one: nobody asked about another. Errors: ``purpose_unknown``,
    ``changed_meanwhile`` for words that are no longer the ones, ``not_found`` for an agency nobody asked about.
    """
    require(actor, "people.say_for_oneself", actor.community)
    if purpose not in ConsentPurpose.values:
        raise Refused("purpose_unknown", field="purpose")
    if version != consent_texts.version_of(purpose):
        raise Refused("changed_meanwhile")
    if purpose != ConsentPurpose.AGENCY:
        subject = ""
    elif not actor.membership.consents.filter(purpose=purpose, subject=subject).exists():
        raise Refused("not_found")
    said = Assent.objects.create(
        membership=actor.membership,
        purpose=purpose,
        subject=subject,
        given=given,
        notice_version=version,
        created_at=now,
    )
    if not given:
        consents.end(purpose, membership=actor.membership, subject=subject, now=now)
    departures.may_change(actor.membership)
    # The child's own record, not a contribution: the line may name the membership, and says what for.
    audit.record(
        action="people.assent" if given else "people.dissent",
        now=now,
        community=actor.community,
        thing=actor.membership,
        purpose=purpose,
    )
    return said
