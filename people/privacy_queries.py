"""Readers of one's own data, of records about oneself, and of what is kept how long."""

from dataclasses import dataclass
from datetime import datetime

from mobilize.kernel import retention
from mobilize.kernel.refusal import Refused
from mobilize.kernel.together import together
from people import records
from people.actors import Actor
from people.enums import RequestKind, RequestState
from people.models import LegalHold, Membership, PrivacyRequest, Statement

SHOWN = 10


def requests_of(actor: Actor) -> list[PrivacyRequest]:
    """Return what the actor asked for, the newest first. One query."""
    return list(PrivacyRequest.objects.filter(membership=actor.membership)[:SHOWN])


def copy_of(actor: Actor, *, copy: str) -> PrivacyRequest:
    """Return one's own request for a copy by its public id. Errors: ``Refused("not_found")``."""
    found = PrivacyRequest.objects.filter(
        membership__community=actor.community, public_id=copy, kind=RequestKind.EXPORT
    ).first()
    if found is None:
        raise Refused("not_found")
    return found


@dataclass(frozen=True)
class ToldRecord:
    """A record about the actor, with what they said to it."""

    record: records.Record
    said: list[Statement]


def records_for(actor: Actor) -> list[ToldRecord]:
    """Return the newest records about the actor with their statements. One query for all statements."""
    found = records.records_of(actor)[:SHOWN]
    wanted = [(record.kind, record.public_id) for record in found]
    said: dict[tuple[str, str], list[Statement]] = {}
    for statement in Statement.objects.filter(
        community=actor.community, about_id__in=[public_id for _kind, public_id in wanted]
    ):
        said.setdefault((statement.about_kind, statement.about_id), []).append(statement)
    return [ToldRecord(record, said.get((record.kind, record.public_id), [])) for record in found]


@dataclass(frozen=True)
class KeptLine:
    """A line of the table of retention, and at a chosen day how much of it is over its time."""

    keeping: retention.Keeping
    days: int | None
    over: int | None


def retention_for(actor: Actor, *, at: datetime | None) -> list[KeptLine]:
    """Return what is kept how long and why; with a day, what of the actor's community would end on it."""
    return [
        KeptLine(
            keeping,
            keeping.period.days if keeping.period is not None else None,
            retention.over(keeping, now=at, community=actor.community)
            if at is not None and keeping.of_community
            else None,
        )
        for keeping in retention.table()
    ]


@dataclass(frozen=True)
class MemberData:
    """What whoever answers for a member's data looks at."""

    hold: LegalHold | None
    asked: list[PrivacyRequest]
    said: list[Statement]  # about the records of the office; never what they said by a byline

    @property
    def erased(self) -> bool:
        return any(one.kind == RequestKind.ERASURE and one.state == RequestState.DONE for one in self.asked)


def data_of(membership: Membership) -> MemberData:
    """Return the hold, what the member asked for, and what they say about records. One query."""
    told = together(
        hold=LegalHold.objects.filter(membership=membership, ended_at=None)
        .select_related("by")
        .order_by("id"),
        asked=PrivacyRequest.objects.filter(membership=membership).order_by("-id")[:SHOWN],
        said=Statement.objects.filter(membership=membership).order_by("id"),
    )
    return MemberData(next(iter(told["hold"]), None), told["asked"], told["said"])
