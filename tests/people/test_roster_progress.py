"""A long list on its way: how far it is, stopping it in time, and what comes of one whose worker died."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from mobilize.kernel import jobs
from people.domain import roster
from people.domain.roster import progress
from people.enums import RosterState
from people.models import RosterLink, RosterRun
from tests.factories import rosters

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db
ONE = rosters.plain("1,Ada,Blue,2012-05-31,8a")


def test_how_far_a_list_has_come_is_told_beside_the_transaction(office, monkeypatch):
    run, _read = roster.prepare(office, data=rosters.large(1200), choices=roster.Choices(), now=NOW)
    roster.confirm(office, run=run, mark=run.mark, now=NOW)
    heard, note = [], progress.note

    def listen(run_id, done, of):
        heard.append((done, of))
        note(run_id, done, of)
        assert roster.how_far(run_id) == progress.Progress(done, of)

    monkeypatch.setattr(progress, "note", listen)
    roster.settle(run.public_id, now=NOW)
    assert heard == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]
    assert roster.how_far(run.public_id) is None
    run.refresh_from_db()
    assert run.state == RosterState.DONE


def test_a_list_of_a_killed_worker_is_taken_on_and_one_that_always_breaks_is_given_up(office, monkeypatch):
    run, _read = roster.prepare(office, data=ONE, choices=roster.Choices(), now=NOW)
    RosterRun.objects.update(state=RosterState.WORKING)
    with monkeypatch.context() as broken:
        broken.setattr("people.domain.roster.apply._join", lambda *_all: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            roster.settle(run.public_id, now=NOW)
    assert RosterRun.objects.get().state == RosterState.WORKING and not RosterLink.objects.exists()
    roster.settle(run.public_id, now=NOW)
    assert RosterRun.objects.get().state == RosterState.DONE
    roster.give_up(run.public_id, now=NOW)
    assert RosterRun.objects.get().state == RosterState.DONE
    RosterRun.objects.update(state=RosterState.WORKING, rows="kept")
    roster.give_up(run.public_id, now=NOW)
    given_up = RosterRun.objects.get()
    assert (given_up.state, given_up.refused_because, given_up.rows) == ("refused", "roster_failed", "")


def test_a_list_that_waits_can_be_stopped_and_one_that_is_carried_out_cannot(at_work, school, monkeypatch):
    monkeypatch.setattr("people.domain.roster.runs._AT_ONCE", 0)
    shown = at_work.post(
        reverse("roster", args=[school.slug]),
        {"band_b_from": "8", "band_c_from": "11", "pasted": ONE.decode()},
    )
    run = RosterRun.objects.get()
    at_work.post(shown["Location"], {"act": "apply", "mark": run.mark})
    assert "Stop it" in at_work.get(shown["Location"]).content.decode()
    RosterRun.objects.update(state=RosterState.WORKING)
    progress.note(run.public_id, 1500, 10000)
    page = at_work.get(shown["Location"]).content.decode()
    assert '<progress value="1500" max="10000"' in page and "1500 of 10000 changes are done." in page
    assert "Stop it" not in page
    assert at_work.post(shown["Location"], {"act": "drop"}).status_code == 409
    progress.clear(run.public_id)
    assert "<progress" not in at_work.get(shown["Location"]).content.decode()
    RosterRun.objects.update(state=RosterState.WAITING)
    assert at_work.post(shown["Location"], {"act": "drop"}).status_code == 302
    jobs.run_due(now=run.created_at.replace(year=run.created_at.year + 1))
    run.refresh_from_db()
    assert (run.state, run.rows) == (RosterState.DROPPED, "") and not RosterLink.objects.exists()
