"""What somebody says about a record that others keep about them (rule 54). It stays with the record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import records
from people.actors import Actor
from people.enums import ConsentPurpose, ConsentState
from people.models import Statement

LENGTH = 2000
AT_MOST = 10  # on one record
CONSENT = "consent"


@transaction.atomic
def state(actor: Actor, *, record: records.Record, words: str, now: datetime) -> Statement:
    """Attach what the actor says to a record about them. Nobody changes it afterwards; more can be added.

    Errors: ``consent_missing``, ``statement_missing``, ``statement_too_long``, ``statements_many``.
    """
    require(actor, "people.state_about_record", record)
    words = text.tidy(words)
    if not words:
        raise Refused("statement_missing", field="words")
    if len(words) > LENGTH:
        raise Refused("statement_too_long", field="words", length=len(words), limit=LENGTH)
    if said_about(kind=record.kind, public_id=record.public_id).count() >= AT_MOST:
        raise Refused("statements_many")
    made = Statement.objects.create(
        community=actor.community,
        membership=None if record.byline else actor.membership,
        byline=record.byline,
        about_kind=record.kind,
        about_id=record.public_id,
        words=words,
        created_at=now,
    )
    # Where it speaks by byline, the trail names nobody either.
    audit.record(
        action="people.state",
        now=now,
        actor=None if record.byline else actor,
        community=actor.community,
        thing=made,
    )
    return made


def said_about(*, kind: str, public_id: str):
    """Return the statements on a record, oldest first: for its owner, and for whoever may read the record."""
    return Statement.objects.filter(about_kind=kind, about_id=public_id)


def of_consents(actor: Actor) -> Iterable[records.Record]:
    """The records about the actor that the office keeps: who said yes to what."""
    for consent in actor.membership.consents.all():
        yield records.Record(
            kind=CONSENT,
            public_id=str(consent.pk),
            title=_("Consent"),
            what=_("%(purpose)s: %(state)s")
            % {
                "purpose": ConsentPurpose(consent.purpose).label,
                "state": ConsentState(consent.state).label,
            },
            when=consent.created_at,
        )


records.register(CONSENT, of_consents)
