"""Jobs: written with what they follow from, tried again, taken over from the dead, and in the end shown as dead."""

import io
import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from mobilize.kernel import jobs, retention, schedule
from mobilize.kernel.later import later
from mobilize.kernel.models import AuditEntry, Slot
from mobilize.kernel.worker import Worker

NOW = datetime(2026, 11, 24, 9, 0, 30, tzinfo=UTC)
HERE = "tests.kernel.test_jobs"

done: list[str] = []
failing = False


@pytest.fixture(autouse=True)
def _empty_hands():
    global failing
    done.clear()
    failing = False


def note(word: str = "round") -> None:
    done.append(word)
    if failing:
        raise RuntimeError(f"a secret: {word}")


def only_job():
    return jobs.jobs().get()


@pytest.mark.both_databases
def test_a_job_is_there_with_the_commit_and_without_it_not(transactional_db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later(f"{HERE}.note", "never")
        1 / 0  # noqa: B018
    assert (jobs.jobs().count(), done) == (0, [])
    with transaction.atomic():
        later(f"{HERE}.note", "once")
        assert done == []
    assert (done, only_job().status) == (["once"], jobs.DONE)


def test_arguments_that_are_not_plain_are_refused_at_once(db):
    with pytest.raises(TypeError):
        later(f"{HERE}.note", object())


def test_a_failure_waits_longer_each_time_and_dies_at_last(db, freeze, caplog):
    global failing
    failing = True
    jobs.enqueue(f"{HERE}.note", "x", at=NOW)
    pauses, now = [], NOW
    for tries in range(1, jobs.TRIES + 1):
        freeze(now)
        assert jobs.run_due(now=now) == 1
        job = only_job()
        assert len(job.worker_ids) == tries
        if tries < jobs.TRIES:
            pauses.append(job.run_after - now)
            assert jobs.take(worker="w", now=job.run_after - timedelta(seconds=1)) is None
            now = job.run_after
    assert job.status == jobs.DEAD
    assert all(a * 1.2 < b for a, b in itertools.pairwise(pauses[:5]))
    assert timedelta(seconds=7) < pauses[0] < timedelta(seconds=13)
    assert max(pauses) <= jobs.LONGEST_PAUSE * 1.25
    assert jobs.run_due(now=now + timedelta(days=30)) == 0
    assert jobs.health(now=now).dead == 1


def test_what_an_error_says_is_not_kept(db):
    global failing
    failing = True
    jobs.enqueue(f"{HERE}.note", "word", at=NOW)
    jobs.run_due(now=NOW)
    job = only_job()
    assert job.exception_class_path == "builtins.RuntimeError"
    assert "in note" in job.traceback
    assert "a secret: word" not in job.traceback


@pytest.mark.both_databases
def test_the_job_of_a_killed_worker_is_taken_again_when_its_lease_ends(db):
    jobs.enqueue(f"{HERE}.note", "x", at=NOW)
    lost = jobs.take(worker="killed", now=NOW)
    assert jobs.take(worker="other", now=NOW + jobs.LEASE - timedelta(seconds=1)) is None
    again = jobs.take(worker="other", now=NOW + jobs.LEASE)
    assert again.pk == lost.pk
    assert again.worker_ids == ["killed", "other"]
    # The first worker was only slow: what it says now changes nothing.
    jobs.run(lost)
    assert only_job().status == jobs.RUNNING
    jobs.run(again)
    assert only_job().status == jobs.DONE


def test_a_job_that_kills_its_workers_is_dead_after_as_many_as_tries(db):
    jobs.enqueue(f"{HERE}.note", "x", at=NOW)
    now = NOW
    for _ in range(jobs.TRIES):
        assert jobs.take(worker="killed", now=now)
        now += jobs.LEASE
    assert jobs.take(worker="next", now=now) is None
    assert (only_job().status, only_job().exception_class_path) == (jobs.DEAD, "the worker ended under it")


def instead(word: str) -> None:
    done.append(f"instead of {word}")


@pytest.mark.both_databases
@pytest.mark.parametrize("death", ["failures", "killed workers"])
def test_instead_of_a_dead_job_what_was_named_is_called_once_with_its_arguments(
    db, monkeypatch, freeze, death
):
    global failing
    monkeypatch.setattr(jobs, "_otherwise", {})
    jobs.otherwise(f"{HERE}.note", f"{HERE}.instead")
    with pytest.raises(ValueError, match="otherwise already"):
        jobs.otherwise(f"{HERE}.note", f"{HERE}.begin_another")
    failing = death == "failures"
    jobs.enqueue(f"{HERE}.note", "x", at=NOW)
    now = NOW
    for _ in range(jobs.TRIES):
        assert "instead of x" not in done
        freeze(now)
        jobs.run_due(now=now) if failing else jobs.take(worker="killed", now=now)
        now += timedelta(hours=2)
    freeze(now)
    jobs.run_due(now=now)
    jobs.run_due(now=now + timedelta(days=400))
    assert done == ["x"] * jobs.TRIES * failing + ["instead of x"]
    assert sorted(jobs.jobs().values_list("status", flat=True)) == sorted([jobs.DEAD, jobs.DONE])


@pytest.mark.both_databases
def test_while_a_job_runs_its_lease_goes_on(transactional_db, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.4))
    began = timezone.now()
    jobs.enqueue(f"{HERE}.outlive_the_lease", at=began)
    job = jobs.take(worker="slow", now=began)
    assert jobs.run(job)
    assert done == ["nobody else could take it"]


def outlive_the_lease() -> None:
    first = only_job().run_after
    for _ in range(600):
        if only_job().run_after > first + timedelta(seconds=1):
            break
        threading.Event().wait(0.05)
    assert only_job().run_after > first + timedelta(seconds=1)
    done.append("nobody else could take it")


@pytest.mark.both_databases
def test_of_several_workers_each_job_goes_to_one(transactional_db):
    for number in range(20):
        jobs.enqueue(f"{HERE}.note", str(number), at=NOW)
    start = threading.Barrier(4)

    def work():
        try:
            start.wait()
            jobs.run_due(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=int) == [str(number) for number in range(20)]
    assert jobs.jobs().filter(status=jobs.DONE).count() == 20


@pytest.fixture
def one_round(monkeypatch):
    """Let a single job come round, every ten minutes."""
    monkeypatch.setattr(schedule, "_rounds", {})
    schedule.regularly(f"{HERE}.note", every=timedelta(minutes=10))


@pytest.mark.both_databases
def test_a_round_runs_once_whatever_the_number_of_workers(db, one_round):
    made = [schedule.Scheduler().tick(now=NOW) for _ in range(3)]
    assert made == [1, 0, 0]
    jobs.run_due(now=NOW)
    assert done == ["round"]
    same = schedule.Scheduler()
    assert [same.tick(now=NOW + timedelta(minutes=m)) for m in (9, 10, 10)] == [0, 1, 0]


def test_rounds_missed_while_nobody_worked_run_once(db, one_round):
    scheduler = schedule.Scheduler()
    scheduler.tick(now=NOW)
    jobs.run_due(now=NOW)
    back = NOW + timedelta(hours=7, minutes=3)
    assert scheduler.tick(now=back) == 1
    assert jobs.run_due(now=back) == 1
    assert done == ["round"] * 2
    assert list(Slot.objects.values_list("due_at", flat=True).order_by("due_at")) == [
        NOW.replace(second=0),
        NOW.replace(hour=16, minute=0, second=0),
    ]


@pytest.mark.both_databases
def test_a_round_that_failed_is_tried_with_the_next_and_not_beside_it(db, one_round):
    global failing
    failing = True
    scheduler = schedule.Scheduler()
    scheduler.tick(now=NOW)
    jobs.run_due(now=NOW)
    jobs.jobs().update(run_after=NOW + timedelta(hours=1))
    failing = False
    following = NOW + timedelta(minutes=10)
    assert scheduler.tick(now=following) == 0
    assert jobs.run_due(now=following) == 1
    assert (only_job().status, done) == (jobs.DONE, ["round"] * 2)


def test_every_round_of_the_house_leads_somewhere():
    schedule.check()
    names = {one.name for one in schedule.rounds()}
    assert names >= {
        "mobilize.kernel.audit_chain.bind",
        "mobilize.kernel.retention.nightly",
        "people.tasks.gather_mails",
        "moderation.tasks.remind_desk",
        "forums.discussion.tasks.close_due",
        "forums.discussion.tasks.remind_of_answers",
        "forums.polls.tasks.settle_due",
        "forums.live.tasks.tell_of_sessions",
        "cms.tasks.publish_scheduled",
    }
    with pytest.raises(ValueError, match="comes round already"):
        schedule.regularly("people.tasks.gather_mails", every=timedelta(days=1))


def test_the_worker_does_what_is_due_and_what_follows(db, one_round):
    jobs.enqueue(f"{HERE}.begin_another", at=NOW)
    Worker().once(now=NOW)
    assert sorted(done) == ["another", "round"]


def begin_another() -> None:
    jobs.enqueue(f"{HERE}.note", "another", at=NOW)


def test_a_worker_that_stumbles_goes_on(db, one_round, monkeypatch):
    worker = Worker(interval=0.01)
    turns = []

    def turn(*, now):
        turns.append(now)
        if len(turns) == 1:
            raise RuntimeError("once")
        worker.stop()
        return False

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr("mobilize.kernel.worker.close_old_connections", lambda: None)
    worker.run()
    assert len(turns) == 2


def shown(*words: str) -> str:
    out = io.StringIO()
    call_command("jobs", *words, stdout=out)
    return out.getvalue()


def test_an_operator_sees_what_is_dead_and_has_it_tried_again(db):
    global failing
    failing = True
    job = jobs.enqueue(f"{HERE}.note", "id7", at=NOW)
    jobs.jobs().update(worker_ids=["w"] * (jobs.TRIES - 1))
    jobs.run_due(now=NOW)
    assert "1 dead" in shown()
    listed = shown("--failed")
    assert f"job {job.pk}" in listed
    assert f"{HERE}.note('id7'): builtins.RuntimeError" in listed
    failing = False
    assert shown("--retry", str(job.pk)) == "1 jobs and 0 letters are tried again.\n"
    assert jobs.run_due(now=timezone.now()) == 1
    assert only_job().status == jobs.DONE
    with pytest.raises(CommandError):
        call_command("jobs", "--retry", "nonsense")


@pytest.mark.both_databases
def test_cleaning_keeps_what_waits_and_the_newest_slot_of_each_round(db, one_round, freeze):
    freeze(NOW)
    schedule.Scheduler().tick(now=NOW)
    jobs.run_due(now=NOW)
    waiting = jobs.enqueue(f"{HERE}.note", "waits", at=NOW)
    jobs.jobs().filter(pk=waiting.pk).update(run_after=NOW + timedelta(days=90))
    freeze(NOW + timedelta(days=20))
    retention.nightly()
    assert only_job().pk == waiting.pk
    assert Slot.objects.count() == 1
    assert AuditEntry.objects.get().note == {"counts": {"kernel.jobs": 1}}
