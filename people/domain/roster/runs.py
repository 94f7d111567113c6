"""A list between reading and carrying out: shown first, then confirmed by somebody, then carried out by a job."""

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from mobilize.kernel import jobs
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused
from people import queries
from people.actors import Actor
from people.domain import throttle
from people.domain.roster import progress
from people.domain.roster.apply import carry_out
from people.domain.roster.plan import Plan, compare
from people.domain.roster.reading import read
from people.domain.roster.rows import Choices, Roster, read_back, today_of, written
from people.enums import Band, RosterState
from people.models import RosterRun

KEPT = timedelta(hours=1)  # between the look and the yes
_TRIES = 30  # lists that somebody reads within ten minutes
_AT_ONCE = 1000  # people: a larger list is carried out by a worker


def checked(choices: Choices) -> Choices:
    """Errors: ``band_unknown``, ``grades_unfit``."""
    if choices.other_band and choices.other_band not in Band.values:
        raise Refused("band_unknown", field="other_band")
    if not 0 < choices.band_b_from < choices.band_c_from <= 20:
        raise Refused("grades_unfit", field="band_c_from")
    return choices


def prepare(actor: Actor, *, data: bytes, choices: Choices, now: datetime) -> tuple[RosterRun | None, Roster]:
    """Read a list and compare it with the members. Nothing is changed.

    Returns what was read, and the run to be confirmed, or None where there are faults: no part of such a list can
    be carried out. The actor's earlier lists that still wait are dropped.
    Errors: ``band_unknown``, ``grades_unfit``, ``too_fast``.
    """
    require(actor, "people.import_roster", actor.community)
    choices = checked(choices)
    throttle.count("roster", actor.user.public_id, limit=_TRIES, seconds=600)
    roster = read(data, choices=choices, today=today_of(actor.community, now))
    if roster.problems:
        return None, roster
    plan = compare(actor.community, roster=roster, choices=choices, now=now)
    if roster.problems:
        return None, roster
    with transaction.atomic():
        waiting = RosterRun.objects.filter(community=actor.community, by=actor.user, state=RosterState.READY)
        waiting.update(state=RosterState.DROPPED, rows="", settled_at=now)
        run = RosterRun.objects.create(
            community=actor.community,
            by=actor.user,
            digest=hashlib.sha256(data).hexdigest(),
            mark=plan.mark,
            rows=written(roster),
            counts={"choices": asdict(choices), "planned": plan.counts, "left_out": roster.left_out},
            expires_at=now + KEPT,
            created_at=now,
        )
    return run, roster


def choices_of(run: RosterRun) -> Choices:
    return Choices(**run.counts["choices"])


def shown_plan(run: RosterRun, *, now: datetime) -> tuple[Plan, Roster]:
    """Return what the list would change now. Errors: ``roster_over`` if it cannot be carried out any more."""
    if not run.rows or run.expires_at <= now:
        raise Refused("roster_over")
    roster = read_back(run.rows)
    return compare(run.community, roster=roster, choices=choices_of(run), now=now), roster


@transaction.atomic
def confirm(actor: Actor, *, run: RosterRun, mark: str, now: datetime) -> None:
    """Let the list be carried out as it was shown: ``mark`` is that of the plan on the page.

    Errors: ``roster_over``, ``not_now`` (it is under way or settled), ``changed_meanwhile``.
    """
    require(actor, "people.import_roster", run)
    run = RosterRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RosterState.READY:
        raise Refused("not_now")
    plan, _roster = shown_plan(run, now=now)
    if not mark or mark != run.mark or plan.mark != run.mark:
        raise Refused("changed_meanwhile")
    RosterRun.objects.filter(pk=run.pk).update(state=RosterState.WAITING, by=actor.user)
    if len(plan.changes) <= _AT_ONCE:
        later("people.roster_tasks.carry_out", run.public_id)
    else:
        jobs.enqueue("people.roster_tasks.carry_out", run.public_id, at=now)


@transaction.atomic
def drop(actor: Actor, *, run: RosterRun, now: datetime) -> None:
    """Forget what was read, also after the yes while it waits for its turn. Errors: ``not_now`` if it is under way or
    settled."""
    require(actor, "people.import_roster", run)
    dropped = RosterRun.objects.filter(pk=run.pk, state__in=[RosterState.READY, RosterState.WAITING])
    if not dropped.update(state=RosterState.DROPPED, rows="", settled_at=now):
        raise Refused("not_now")


def settle(run_id: str, *, now: datetime) -> None:
    """Carry out a confirmed list, as whoever confirmed it stands now. A second time does nothing."""
    if not _begin(run_id):
        return
    try:
        with transaction.atomic():
            run = (
                RosterRun.objects.select_for_update(of=("self",))
                .select_related("community", "by")
                .get(public_id=run_id)
            )
            if run.state != RosterState.WORKING:
                return
            actor = queries.actor_for(run.by, community_slug=run.community.slug, now=now)
            if actor is None:
                raise Refused("not_found")
            counts = carry_out(
                actor,
                roster=read_back(run.rows),
                choices=choices_of(run),
                mark=run.mark,
                digest=run.digest,
                tell=partial(progress.note, run_id),
                now=now,
            )
            run.counts = {**run.counts, "done": counts}
            run.state, run.rows, run.settled_at = RosterState.DONE, "", timezone.now()
            run.save(update_fields=["counts", "state", "rows", "settled_at"])
    except Refused as refused:
        _refuse(run_id, refused.code, now=now)
    finally:
        progress.clear(run_id)


def _begin(run_id: str) -> bool:
    """Take a list out of the line, so that nobody can drop it any more; one that a killed worker left is taken on."""
    runs = RosterRun.objects.filter(public_id=run_id)
    begun = runs.filter(state=RosterState.WAITING).update(state=RosterState.WORKING)
    return bool(begun) or runs.filter(state=RosterState.WORKING).exists()


def give_up(run_id: str, *, now: datetime) -> None:
    """Say that a list could not be carried out, however often it was tried. Nothing was changed, nothing is kept."""
    _refuse(run_id, "roster_failed", now=now)


def _refuse(run_id: str, code: str, *, now: datetime) -> None:
    under_way = [RosterState.WAITING, RosterState.WORKING]
    RosterRun.objects.filter(public_id=run_id, state__in=under_way).update(
        state=RosterState.REFUSED, rows="", refused_because=code, settled_at=now
    )


def forget_rows(*, now: datetime) -> int:
    """Empty what was read and not carried out in time; return how many lists."""
    over = RosterRun.objects.filter(expires_at__lte=now, state=RosterState.READY)
    return over.update(state=RosterState.DROPPED, rows="", settled_at=now)
