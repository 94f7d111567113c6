"""Where one is signed in: told in plain words, and ended there."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from people.devices import device
from people.domain import sign_ins
from people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
DOOR = "/accounts/signed-in/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
)


def signed_in(user, agent=FIREFOX):
    """Sign in through the form, as a browser of its own."""
    browser = Client(headers={"user-agent": agent})
    answer = browser.post("/accounts/login/", {"login": user.username, "password": "password"})
    assert answer.status_code == 302
    return browser


def still_in(browser) -> bool:
    return browser.get("/home/").status_code == 302 and browser.get("/home/")["Location"].startswith("/c/")


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit Chrome/140.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36 EdgA/140.0", "Edge on Android"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130 Safari",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605", "Safari on Mac"),
        ("Firefox/140.0", "Firefox"),
        ("curl/8.0", "A device we do not know"),
        ("", "A device we do not know"),
    ],
)
def test_a_browser_is_told_in_words(agent, told):
    assert device(agent) == told


def test_a_student_sees_the_own_devices_and_nobody_elses(student, school):
    here, phone = signed_in(student), signed_in(student, PHONE)
    signed_in(factories.member(school), "Mozilla/5.0 (Android) Firefox/140.0")
    page = here.get(DOOR).content.decode()
    assert page.count("Firefox on Windows") == 1
    assert page.count("<h2") == 2
    assert page.index("This device") < page.index("Firefox on Windows") < page.index("Safari on iPhone")
    assert "Last used" in page
    assert "127.0.0.1" not in page
    assert "Firefox on Android" not in page
    keys = Session.objects.values_list("session_key", flat=True)
    assert not any(key in page for key in keys)
    assert phone.get(DOOR).content.decode().index("Safari on iPhone") < page.index("Safari on iPhone")


def test_one_of_them_is_ended_and_the_others_stay(student):
    here, phone, tablet = signed_in(student), signed_in(student, PHONE), signed_in(student)
    gone = UserSession.objects.get(session_key=phone.session.session_key)
    answer = here.post(DOOR, {"end": gone.pk}, follow=True)
    assert "You are signed out there." in answer.content.decode()
    assert (still_in(here), still_in(phone), still_in(tablet)) == (True, False, True)
    line = AuditEntry.objects.get(action="people.end_sign_in")
    assert (line.actor, line.note) == (student.public_id, {})
    assert here.post(DOOR, {"end": gone.pk}).status_code == 404


def test_all_others_are_ended_at_once(student):
    here, phone, tablet = signed_in(student), signed_in(student, PHONE), signed_in(student)
    answer = here.post(DOOR, {"others": "yes"}, follow=True)
    assert "You are signed out in 2 other places." in answer.content.decode()
    assert (still_in(here), still_in(phone), still_in(tablet)) == (True, False, False)
    answer = here.post(DOOR, {"others": "yes"}, follow=True)
    assert "You were signed in nowhere else." in answer.content.decode()


def test_nobody_ends_the_sign_in_of_another(student, school):
    here, other = signed_in(student), signed_in(factories.member(school))
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    for sent in ({"end": theirs.pk}, {"end": "x"}, {"end": "²"}, {"end": ""}, {}, {"end": "9" * 30}):
        assert here.post(DOOR, sent).status_code == 404, sent
    assert still_in(other)
    assert here.get(f"{DOOR}?end={theirs.pk}").status_code == 200
    assert still_in(other)


def test_what_ended_by_itself_is_not_listed(student):
    here, phone, tablet = signed_in(student), signed_in(student, PHONE), signed_in(student, PHONE)
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=timezone.now())
    assert here.get(DOOR).content.decode().count("Safari on iPhone") == 1 + 1  # its heading and its button
    student.set_password("another three words")
    student.save()
    here.force_login(student)
    assert "Safari on iPhone" not in here.get(DOOR).content.decode()
    assert not still_in(tablet)


def test_the_list_asks_the_same_few_questions_for_one_device_and_ten(student):
    here = signed_in(student)
    counts = []
    for more in (0, 9):
        for _ in range(more):
            signed_in(student, PHONE)
        here.get(DOOR)
        with CaptureQueriesContext(connection) as asked:
            here.get(DOOR)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_the_list_of_the_library_is_shut(student):
    here = signed_in(student)
    assert here.get("/accounts/sessions/").status_code == 404
    assert here.post("/accounts/sessions/").status_code == 404


def test_the_foot_of_a_page_leads_there(student):
    here = signed_in(student)
    assert f'href="{DOOR}"' in here.get("/home/", follow=True).content.decode()


# The last use


def used(browser):
    return UserSession.objects.get(session_key=browser.session.session_key).last_seen_at


def test_the_day_of_use_is_noted_and_never_the_hour(student, school, freeze):
    freeze("2026-03-02T10:11+00:00")
    here = signed_in(student)
    began = used(here)
    here.get(f"/c/{school.slug}/")
    assert used(here) == began  # the day of the sign-in is known already
    freeze("2026-03-04T15:16+00:00")
    here.get(f"/c/{school.slug}/")
    assert used(here).isoformat() == "2026-03-04T00:00:00+00:00"
    assert "Last used" in here.get(DOOR).content.decode()
    with CaptureQueriesContext(connection) as asked:
        here.get(f"/c/{school.slug}/")
    assert not any("usersessions" in query["sql"] for query in asked)  # once a day


def test_a_post_notes_no_use(student, school, freeze):
    freeze("2026-03-02T10:11+00:00")
    here = signed_in(student)
    began = used(here)
    freeze("2026-03-04T15:16+00:00")
    here.post(f"/c/{school.slug}/polls/new/", {})
    here.post(DOOR, {"others": "yes"})
    assert used(here) == began


def test_a_sign_in_that_ended_meanwhile_notes_nothing():
    yesterday = timezone.now() - timedelta(days=1)
    sign_ins.note_use("gone", signed_in_at=yesterday, now=timezone.now())
    assert not UserSession.objects.exists()


def test_staff_meet_the_same_page(school):
    teacher = factories.member(school, Role.TEACHER)
    browser = Client()
    browser.force_login(teacher)
    page = browser.get(DOOR).content.decode()
    assert page.count("This device") == 1
    assert "Sign out of this device" in page
