"""An administrator's way with a whole list: give it, look, say yes, print cards."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mobilize.kernel import jobs
from mobilize.kernel.models import AuditEntry
from people.domain import roster
from people.domain.roster.packages import MOST_BYTES
from people.enums import RosterState
from people.models import RosterLink, RosterRun, User
from tests.factories import rosters

pytestmark = pytest.mark.django_db
GRADES = {"band_b_from": "8", "band_c_from": "11"}


def url(school, name="roster", **rest) -> str:
    return reverse(name, kwargs={"community": school.slug, **rest})


def give(client, school, data: bytes, **more):
    file = SimpleUploadedFile("list.csv", data, content_type="text/csv")
    return client.post(url(school), {**GRADES, "file": file, **more})


def page_of(client, response) -> str:
    return client.get(response["Location"]).content.decode()


def test_a_file_is_shown_then_carried_out_then_printed(at_work, school, django_capture_on_commit_callbacks):
    shown = give(at_work, school, rosters.school(), leave_out_adults="on", with_guardians="on")
    assert shown.status_code == 302
    page = page_of(at_work, shown)
    assert "Ada Blue" in page and "Nothing has changed yet." in page and "Rows of adults" in page
    assert not RosterLink.objects.exists()
    run = RosterRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        done = at_work.post(shown["Location"], {"act": "apply", "mark": run.mark})
    assert done.status_code == 302
    assert "What came of it" in page_of(at_work, done)
    cards = at_work.get(url(school, "roster_cards")).content.decode()
    assert "9a" in cards and "1 has never signed in." in cards
    pdf = at_work.post(url(school, "roster_cards"), {"group": "9a"})
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert User.objects.get(username="ada.blue").sign_in_codes.count() == 1
    assert AuditEntry.objects.filter(action="people.look_rosterrun").count() == 1


def test_a_large_list_waits_for_a_worker_and_the_page_says_so(
    at_work, school, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("people.domain.roster.runs._AT_ONCE", 0)
    shown = give(at_work, school, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    run = RosterRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        at_work.post(shown["Location"], {"act": "apply", "mark": run.mark})
    page = page_of(at_work, shown)
    assert "A long list waits for its turn." in page and "Look again" in page
    assert (
        '<a class="btn main" href="">Look again</a>' in page
    )  # no page reloads itself on a timer (WCAG 2.2.1)
    run.refresh_from_db()
    assert run.state == RosterState.WAITING
    jobs.run_due(now=run.created_at.replace(year=run.created_at.year + 1))
    assert "What came of it" in page_of(at_work, shown)


def test_faults_come_back_with_line_and_column_and_how_many_more(at_work, school):
    rows = [f"{number},,Blue,2012-05-31,8a" for number in range(250)]
    refused = give(at_work, school, rosters.plain(*rows))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "250 faults were found." in page and "And 50 more." in page
    assert page.count("name_missing") == 200 and "line 201" in page and "line 202" not in page
    assert not RosterRun.objects.exists()


def test_a_row_with_an_adults_role_is_refused_clearly(at_work, school):
    words = b"id,first name,role,date of birth\n1,Mallory,administrator,2012-05-31\n"
    refused = give(at_work, school, words)
    assert refused.status_code == 422 and "role_refused" in refused.content.decode()
    assert not User.objects.filter(first_name="Mallory").exists()


def test_without_file_and_words_the_form_says_so(at_work, school):
    refused = at_work.post(url(school), {**GRADES})
    assert refused.status_code == 422 and "Choose a file, or paste the list." in refused.content.decode()


def test_a_body_that_says_it_is_too_large_is_not_read(at_work, school):
    class Untouched(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("it was read")

    body = {
        "CONTENT_LENGTH": "50000000",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Untouched(),
    }
    refused = at_work.generic("POST", url(school), b"", **body)
    assert refused.status_code == 413 and "larger than 10 MB" in refused.content.decode()


def test_a_file_over_the_limit_in_a_body_within_it_is_refused(at_work, school):
    refused = give(at_work, school, b"x" * (MOST_BYTES + 1))
    assert refused.status_code == 413 and not RosterRun.objects.exists()


def test_the_upload_needs_its_token_although_the_size_is_looked_at_first(at_work, school):
    at_work.handler.enforce_csrf_checks = True
    assert give(at_work, school, rosters.plain("1,Ada,Blue,2012-05-31,8a")).status_code == 403
    assert not RosterRun.objects.exists()


def test_members_who_changed_meanwhile_stop_the_yes(at_work, school, office):
    shown = give(at_work, school, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    mark = RosterRun.objects.get().mark
    data = rosters.plain("1,Ada,Green,2012-05-31,8a")
    read = roster.read(data, choices=roster.Choices(), today=office.at.date())
    plan = roster.compare(school, roster=read, choices=roster.Choices(), now=office.at)
    roster.carry_out(office, roster=read, choices=roster.Choices(), mark=plan.mark, digest="", now=office.at)
    refused = at_work.post(shown["Location"], {"act": "apply", "mark": mark})
    assert refused.status_code == 409 and "changed_meanwhile" in refused.content.decode()
    assert "Members changed since the list was read." in page_of(at_work, shown)
    assert User.objects.get(username="ada.green").last_name == "Green"


def test_whose_membership_ends_is_counted_before_the_yes(at_work, school, office):
    read = roster.read(rosters.large(2), choices=roster.Choices(), today=office.at.date())
    plan = roster.compare(school, roster=read, choices=roster.Choices(), now=office.at)
    roster.carry_out(office, roster=read, choices=roster.Choices(), mark=plan.mark, digest="", now=office.at)
    other = rosters.plain("1,Ada,Blue,2012-05-31,8a")
    ends = page_of(at_work, give(at_work, school, other, end_gone="on"))
    assert (
        "The memberships of 2 students who are not in the list end." in ends and "Read as utf-8 “,”." in ends
    )
    stays = page_of(at_work, give(at_work, school, other))
    assert "Those who are not in the list stay as they are." in stays


def test_a_dropped_list_leaves_nothing(at_work, school):
    shown = give(at_work, school, rosters.plain("1,Ada,Blue,2012-05-31,8a"))
    dropped = at_work.post(shown["Location"], {"act": "drop"})
    assert dropped["Location"] == url(school)
    run = RosterRun.objects.get()
    assert (run.state, run.rows) == (RosterState.DROPPED, "")
    assert "Nothing was changed, and nothing of the list is kept." in page_of(at_work, shown)


def test_the_plan_can_be_sifted_and_has_pages(at_work, school):
    shown = give(at_work, school, rosters.large(201))
    first = page_of(at_work, shown)
    assert first.count('<tr><th scope="row">') == 200 and "show=&amp;from=200" in first
    assert at_work.get(shown["Location"], {"from": "200"}).content.decode().count('<th scope="row">') == 1
    assert (
        "No line of the list is of this kind."
        in at_work.get(shown["Location"], {"show": "gone"}).content.decode()
    )
    assert at_work.get(shown["Location"], {"from": "x" * 50, "show": "'"}).status_code == 200


def test_names_are_exported_with_cells_that_no_spreadsheet_reckons(at_work, school, office):
    """No list brings such names, but somebody may have typed one."""
    names = ("=2+5", "+1", "-1", "@SUM(A1)")
    rows = [f"{n},Ada{n},Blue,2012-05-31,9a" for n, _name in enumerate(names)]
    read = roster.read(rosters.plain(*rows), choices=roster.Choices(), today=office.at.date())
    plan = roster.compare(school, roster=read, choices=roster.Choices(), now=office.at)
    roster.carry_out(office, roster=read, choices=roster.Choices(), mark=plan.mark, digest="", now=office.at)
    RosterLink.objects.update(group="=9a")
    for n, name in enumerate(names):
        User.objects.filter(first_name=f"Ada{n}").update(first_name=name)
    answer = at_work.get(url(school, "roster_names"), {"group": "=9a"})
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(row[0] for row in table[1:]) == ["'+1", "'-1", "'=2+5", "'@SUM(A1)"]
    assert {row[3] for row in table[1:]} == {"'=9a"}
    assert AuditEntry.objects.filter(action="people.look_roster_names").count() == 1


def test_a_page_of_a_list_asks_the_database_as_often_for_many_as_for_one(
    at_work, school, django_assert_max_num_queries
):
    for size in (1, 150):
        shown = give(at_work, school, rosters.large(size))
        with django_assert_max_num_queries(12):
            at_work.get(shown["Location"])
