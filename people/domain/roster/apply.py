"""A plan is carried out: everything in one transaction, or nothing."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Lower

from mobilize.kernel import audit
from mobilize.kernel.refusal import Refused
from people import departures
from people.actors import Actor
from people.domain import bands, births, consents, guarding
from people.domain.members import standing
from people.domain.roster.plan import Change, Kind, Plan, compare
from people.domain.roster.rows import GUARDIAN, STUDENT, Choices, Roster, today_of
from people.enums import Band, Role
from people.models import Guardianship, Membership, RoleGrant, RosterLink, User

_BATCH = 500
_LONGEST_MADE_NAME = 60


@transaction.atomic
def carry_out(
    actor: Actor,
    *,
    roster: Roster,
    choices: Choices,
    mark: str,
    digest: str,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
    now: datetime,
) -> dict[str, int]:
    """Change the community's members as the plan with this ``mark`` says, and return how many of what.

    Nobody gets a password: one-use codes are printed afterwards. Students begin without consent, so they read only.
    ``tell(done, of)`` hears now and then how many people are done.
    Errors: ``changed_meanwhile`` if the plan would not be the same now; ``roster_faults`` for a list with faults.
    """
    again = standing.locked(actor, "people.import_roster", actor.community, now=now)
    plan = compare(again.community, roster=roster, choices=choices, now=now)
    if roster.problems:
        raise Refused("roster_faults", count=len(roster.problems))
    if plan.mark != mark:
        raise Refused("changed_meanwhile")
    counted = _Counted(plan, choices, tell)
    _add(again, plan, now, counted)
    _link_known(again, plan, now)
    _change(again, plan, now, counted)
    _let_back_in(plan, now, counted)
    _join(again, plan, now)
    if choices.end_gone:
        _end(again, plan, now, counted)
    counts = {**plan.counts, **{f"left_out_{reason}": count for reason, count in roster.left_out.items()}}
    ended = {"ended": plan.counts[Kind.GONE] if choices.end_gone else 0}
    audit.record(
        action="people.import_roster",
        now=now,
        actor=again,
        community=again.community,
        digest=digest,
        **counts,
        **ended,
    )
    return {**counts, **ended}


def _of(plan: Plan, *kinds: Kind) -> list[Change]:
    return [change for change in plan.changes if change.kind in kinds]


class _Counted:
    """Counts people who are done, and tells it after each hundred: to write it down for each one would cost time."""

    def __init__(self, plan: Plan, choices: Choices, tell: Callable[[int, int], None]) -> None:
        kinds = [Kind.NEW, Kind.BACK, *([Kind.GONE] if choices.end_gone else [])]
        self.of = len(_of(plan, *kinds)) + len(_aged(plan))
        self.done, self.told, self.tell = 0, 0, tell
        tell(0, self.of)

    def add(self, people: int = 1) -> None:
        self.done += people
        if self.done - self.told >= 100 or self.done == self.of:
            self.told = self.done
            self.tell(self.done, self.of)


def _aged(plan: Plan) -> dict[int | None, Change]:
    """Return whose age band or day of birth changes: each is moved alone, for much can end with it."""
    changed = _of(plan, Kind.CHANGED, Kind.BACK)
    return {change.membership: change for change in changed if {"band", "born_on"} & change.before.keys()}


def _add(actor: Actor, plan: Plan, now: datetime, counted: _Counted) -> None:
    names = _Usernames()
    for new in _batches(_of(plan, Kind.NEW)):
        _add_batch(actor, plan, new, names, now)
        counted.add(len(new))


def _add_batch(actor: Actor, plan: Plan, new: list[Change], names: "_Usernames", now: datetime) -> None:
    users = []
    for change in new:
        person = change.person
        user = User(username=names.of(change), first_name=person.first_name, last_name=person.last_name)
        user.set_unusable_password()
        users.append(user)
    User.objects.bulk_create(users, batch_size=_BATCH)
    places = Membership.objects.bulk_create(
        [
            Membership(
                user=user,
                community=actor.community,
                band=change.person.band if _is_student(change) else Band.D,
                created_at=now,
            )
            for user, change in zip(users, new, strict=True)
        ],
        batch_size=_BATCH,
    )
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(
                membership=place,
                role=Role.STUDENT if _is_student(change) else Role.CAREGIVER,
                granted_by=actor.user,
                granted_at=now,
            )
            for place, change in zip(places, new, strict=True)
        ],
        batch_size=_BATCH,
    )
    _link(actor, plan, [(place.pk, change) for place, change in zip(places, new, strict=True)], now)
    students = [
        (place, change.person) for place, change in zip(places, new, strict=True) if _is_student(change)
    ]
    consents.ask_for_newcomers([place for place, _person in students], now=now)
    born = {place.pk: date.fromisoformat(person.born_on) for place, person in students if person.born_on}
    births.keep_new(born, today=today_of(actor.community, now))


def _is_student(change: Change) -> bool:
    return change.person.kind == STUDENT


def _link(actor: Actor, plan: Plan, pairs: list[tuple[int, Change]], now: datetime) -> None:
    RosterLink.objects.bulk_create(
        [
            RosterLink(
                community=actor.community,
                membership_id=place,
                source=plan.source,
                external_id=change.person.external_id,
                group=change.person.group,
                created_at=now,
            )
            for place, change in pairs
        ],
        batch_size=_BATCH,
    )


def _link_known(actor: Actor, plan: Plan, now: datetime) -> None:
    """Write the number of whoever was found by user name and name."""
    found = [
        (change.membership, change)
        for change in _of(plan, Kind.CHANGED, Kind.BACK)
        if not change.is_linked and change.membership
    ]
    _link(actor, plan, found, now)


def _change(actor: Actor, plan: Plan, now: datetime, counted: _Counted) -> None:
    changed = [change for change in _of(plan, Kind.CHANGED, Kind.BACK) if change.before]
    users = [
        User(pk=change.user, first_name=change.person.first_name, last_name=change.person.last_name)
        for change in changed
        if {"first_name", "last_name"} & change.before.keys()
    ]
    User.objects.bulk_update(users, ["first_name", "last_name"], batch_size=_BATCH)
    _change_groups(actor, plan, {change.person.external_id for change in changed if "group" in change.before})
    aged = _aged(plan)
    for place in _places(list(aged)):
        person = aged[place.pk].person
        if person.born_on:
            births.keep(place, born_on=date.fromisoformat(person.born_on), now=now)
        else:
            bands.move(place, band=person.band, now=now)
            guarding.begin(place, now=now)
        counted.add()


def _change_groups(actor: Actor, plan: Plan, numbers: set[str]) -> None:
    groups = {change.person.external_id: change.person.group for change in plan.changes}
    links = RosterLink.objects.filter(community=actor.community, source=plan.source) if numbers else []
    changed = [link for link in links if link.external_id in numbers]
    for link in changed:
        link.group = groups[link.external_id]
    RosterLink.objects.bulk_update(changed, ["group"], batch_size=_BATCH)


def _let_back_in(plan: Plan, now: datetime, counted: _Counted) -> None:
    back = [change.membership for change in _of(plan, Kind.BACK)]
    for batch in _batches(back):
        Membership.objects.filter(pk__in=batch).update(ended_at=None)
        guarding.count_anew(batch, now=now)
    for place in _places(back):
        departures.may_change(place)
        counted.add()


def _join(actor: Actor, plan: Plan, now: datetime) -> None:
    """Link guardians with children, with the least that a guardian may have; the school's office says the rest."""
    links = RosterLink.objects.filter(community=actor.community, source=plan.source)
    places = dict(links.values_list("external_id", "membership_id"))
    made = []
    for change in plan.changes:
        guardian = places.get(change.person.external_id)
        for child in change.joins:
            student = places.get(child)
            if student and guardian and change.person.kind == GUARDIAN:
                made.append(
                    Guardianship(
                        student_id=student,
                        guardian_id=guardian,
                        relation=change.person.relation,
                        is_legal=False,
                        may_consent=False,
                        lives_with=False,
                        gets_mail=False,
                        sees_participation=False,
                        created_at=now,
                    )
                )
    Guardianship.objects.bulk_create(made, batch_size=_BATCH)


def _end(actor: Actor, plan: Plan, now: datetime, counted: _Counted) -> None:
    for place in _places([change.membership for change in _of(plan, Kind.GONE)]):
        Membership.objects.filter(pk=place.pk, ended_at=None).update(ended_at=now)
        place.ended_at = now
        departures.settle(place, actor=actor, now=now)
        departures.may_change(place)
        counted.add()


def _places(keys: list) -> Iterator[Membership]:
    for batch in _batches(keys):
        yield from Membership.objects.filter(pk__in=batch).select_related("user", "community")


def _batches(keys: list):
    return (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))


class _Usernames:
    """Kind, plain user names that nobody has: first and last name without accents, a number where one is taken."""

    def __init__(self) -> None:
        self._taken = set(User.objects.values_list(Lower("username"), flat=True))
        self._next: dict[str, int] = {}

    def of(self, change: Change) -> str:
        wished = change.person.username
        if wished and wished.casefold() not in self._taken:
            return self._take(wished)
        name = _made_from(change.person.first_name, change.person.last_name)
        if name not in self._taken:
            return self._take(name)
        number = self._next.get(name, 2)
        while f"{name}{number}" in self._taken:
            number += 1
        self._next[name] = number + 1
        return self._take(f"{name}{number}")

    def _take(self, name: str) -> str:
        self._taken.add(name.casefold())
        return name


def _made_from(first_name: str, last_name: str) -> str:
    parts = [part for part in (_letters(first_name), _letters(last_name)) if part]
    return ".".join(parts)[:_LONGEST_MADE_NAME].strip(".") or "member"


def _letters(name: str) -> str:
    """Return the name in small letters; Latin ones lose their accents, other scripts stay as they are."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter)
    )
    bare = bare.replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("œ", "oe").replace("đ", "d")
    return "".join(letter for letter in unicodedata.normalize("NFKC", bare) if letter.isalnum())
