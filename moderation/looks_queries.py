"""Who looked at which sensitive record, how often: read from the audit trail (rule 55)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max, Q

from mobilize.kernel.looking import MARK
from mobilize.kernel.models import AuditEntry
from moderation.concern_rules import STAFF_KINDS
from moderation.duty_queries import holds_post
from moderation.enums import Post
from moderation.models import Concern, Unmasking
from people.actors import Actor
from people.models import Membership, User

PAGE = 40


@dataclass(frozen=True)
class LookedAt:
    """One person and one record in a month."""

    who: str
    action: str
    record: str  # the member's name, or the beginning of a record's id
    times: int
    last: datetime


@dataclass(frozen=True)
class LooksPage:
    rows: list[LookedAt]
    older: int  # the key of the next page, 0 if there is none


def month_of(told: str, *, today: date) -> date:
    """Return the first day of the month that an address names as 2026-11, or of this month."""
    try:
        return date.fromisoformat(f"{told}-01")
    except ValueError:
        return today.replace(day=1)


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def last_month(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def looks_for(actor: Actor, *, month: date, asked: Mapping) -> LooksPage:
    """Return who looked at what in the month, the latest first. Three questions, whatever their number.

    The lead learns nothing of files about adults, not even that there are some; nor does a head of one about a head.
    """
    zone = actor.community.zone
    begin = datetime.combine(month, time(), zone)
    end = datetime.combine(next_month(month), time(), zone)
    found = (
        AuditEntry.objects.filter(
            community=actor.community.public_id, action__contains=MARK, at__gte=begin, at__lt=end
        )
        .exclude(_hidden(actor))
        .order_by()
        .values("actor", "action", "kind", "object_id")
        .annotate(times=Count("id"), newest=Max("id"), last=Max("at"))
        .order_by("-newest")
    )
    before = str(asked.get("before", ""))
    if before.isascii() and before.isdigit() and len(before) <= 18:
        found = found.filter(newest__lt=int(before))
    rows = list(found[: PAGE + 1])
    older = rows[PAGE - 1]["newest"] if len(rows) > PAGE else 0
    return LooksPage(_told(actor, rows[:PAGE]), older)


def _hidden(actor: Actor) -> Q:
    """What the actor may not even know to exist: files about adults, for all but whose post they are."""
    staff = Concern.objects.filter(community=actor.community, kind__in=STAFF_KINDS)
    lists = Q(action__endswith=f"{MARK}staff_concerns")
    if holds_post(actor, Post.HEAD):
        lists = Q(pk=None)
        from_head = Concern.objects.filter(
            Q(adult=actor.membership)
            | Q(adult__duty_turns__post=Post.HEAD, adult__duty_turns__community=actor.community),
            community=actor.community,
            kind__in=STAFF_KINDS,
        )
        staff = from_head
    return lists | Q(kind="moderation.Concern", object_id__in=staff.values("public_id"))


def _told(actor: Actor, rows: Sequence[Mapping]) -> list[LookedAt]:
    users = User.objects.filter(public_id__in={row["actor"] for row in rows})
    names = {user.public_id: user.name for user in users}
    members = Membership.objects.filter(
        community=actor.community,
        public_id__in={row["object_id"] for row in rows if row["kind"] == "people.Membership"},
    ).select_related("user")
    places = {member.public_id: member.user.name for member in members}
    return [
        LookedAt(
            who=names.get(row["actor"], ""),
            action=row["action"].partition(MARK)[2],
            record=places.get(row["object_id"], row["object_id"][:6]),
            times=row["times"],
            last=row["last"],
        )
        for row in rows
    ]


def unmaskings_by_month(community, *, today: date, months: int = 6) -> list[tuple[date, int]]:
    """Return how many names were looked up in each of the last months that are over, newest first. One question.

    This month is not told: a number that grows today could warn somebody who must not be warned yet.
    """
    this = today.replace(day=1)
    first = [this]
    for _month in range(months):
        first.append(last_month(first[-1]))
    zone = community.zone
    moments = Unmasking.objects.filter(
        community=community,
        opened_at__gte=datetime.combine(first[-1], time(), zone),
        opened_at__lt=datetime.combine(this, time(), zone),
    ).values_list("opened_at", flat=True)
    days = [moment.astimezone(zone).date().replace(day=1) for moment in moments if moment]
    return [(month, days.count(month)) for month in first[1:]]
