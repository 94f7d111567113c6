"""One's notices and wishes on the screen."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mobilize.kernel.refusal import Refused
from people import notice_kinds, notice_queries
from people.domain import notices
from people.models import Notice, NoticeWish
from tests import factories
from tests.factories.notices import NOW, place, send_all, tell, with_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_the_page_shows_ones_own_notices_and_marks_them_seen(client, school, student):
    other = factories.member(school)
    tell(other, school, "one", now=NOW)
    tell(student, school, "one", now=NOW)
    client.force_login(student)
    address = reverse("notices", args=["harbour"])
    page = client.get(address).text
    assert page.count("A community session begins within the hour.") == 1
    assert "1 is new." in page
    assert client.post(address).status_code == 302
    assert "Nothing new." in client.get(address).text
    assert notice_queries.unseen_notices(factories.actor(other, school)) == 1


def test_the_page_asks_as_often_for_ten_notices_as_for_one(
    client, school, student, django_assert_max_num_queries
):
    client.force_login(student)
    address, asked = reverse("notices", args=["harbour"]), []
    forum = factories.open_forum(school)
    for wanted in (1, 10):
        while Notice.objects.count() < wanted:
            number = Notice.objects.count()
            tell(student, school, f"key {number}", now=NOW)
        factories.perspective(forum, student, f"Words {wanted}.", published=False)
        client.get(address)
        with django_assert_max_num_queries(20) as counted:
            client.get(address)
        asked.append(len(counted))
    assert asked[0] == asked[1]


def test_forty_notices_stand_on_two_pages(client, school, student):
    for number in range(40):
        tell(student, school, f"key {number}", now=NOW)
    client.force_login(student)
    address = reverse("notices", args=["harbour"])
    first = client.get(address)
    older = re.search(r'href="(\?before=\d+)"', first.text)[1]
    assert [page.text.count("begins within the hour") for page in (first, client.get(address + older))] == [
        30,
        10,
    ]
    assert client.get(f"{address}?before=nonsense").status_code == 200


WISHES = {"shown": ["released", "answered"], "mailed": ["answered"], "language": "fr"}


def test_wishes_are_kept_and_can_be_had_back(client, school, student):
    with_address(student, school, "held", "released")
    client.force_login(student)
    address = reverse("notice_wishes", args=["harbour"])
    assert client.post(address, WISHES).status_code == 302
    wish = NoticeWish.objects.get()
    others = {kind.code for kind in notice_kinds.for_side("youth")} - {"released", "answered"}
    assert {"held", "removed", "returned", "session_soon"} <= others
    assert (wish.hidden, wish.mailed, wish.language) == (sorted(others), ["answered"], "fr")
    tell(student, school, "one", now=NOW)
    assert "begins within the hour" not in client.get(reverse("notices", args=["harbour"])).text
    assert client.post(address, {"undo": "yes"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.hidden, wish.mailed, wish.language, wish.before) == ([], ["held", "released"], "", None)
    assert client.post(address, {"undo": "yes"}).status_code == 409


def test_a_student_chooses_neither_hours_nor_an_address(client, school, student):
    client.force_login(student)
    address = reverse("notice_wishes", args=["harbour"])
    assert "mailed" not in client.get(address).text
    sent = {**WISHES, "quiet_from": "01:00", "quiet_until": "02:00", "email": "x@example.org"}
    assert client.post(address, sent).status_code == 302
    wish = NoticeWish.objects.get()
    assert (wish.email, wish.mailed, wish.quiet_from) == ("", None, None)
    with_address(student, school)
    client.post(address, sent)
    assert NoticeWish.objects.get().quiet_from is None


def test_an_adult_chooses_their_quiet_hours(client, school, moderator):
    with_address(moderator, school, "desk_waits")
    client.force_login(moderator)
    address = reverse("notice_wishes", args=["harbour"])
    sent = {"shown": ["desk_waits"], "mailed": ["desk_waits"], "quiet_from": "21:00", "quiet_until": ""}
    answer = client.post(address, sent)
    assert (answer.status_code, "Give both times, or neither." in answer.text) == (422, True)
    assert client.post(address, {**sent, "quiet_until": "23:00"}).status_code == 302
    tell(moderator, school, "one", kind="desk_waits", now=NOW.replace(hour=22))
    assert send_all(NOW.replace(hour=22)) == []
    assert len(send_all(NOW.replace(hour=23))) == 1


def test_an_unknown_kind_is_refused(school, student):
    with pytest.raises(Refused, match="invalid"):
        notices.choose(factories.actor(student, school), shown=["desk_waits"], mailed=[], now=NOW)


def test_an_administrator_records_and_removes_an_address(at_work, school, student):
    address = reverse("record_address", args=["harbour", place(student, school).public_id])
    assert at_work.post(address, {"email": "home@example.org"}).status_code == 302
    assert NoticeWish.objects.get().email == "home@example.org"
    assert at_work.post(address, {"email": "no address"}).status_code == 422
    assert at_work.post(address, {"email": ""}).status_code == 302
    assert NoticeWish.objects.get().email == ""


@pytest.mark.both_databases
def test_the_count_of_new_notices_leaves_out_what_is_hidden_seen_or_marked_elsewhere(school, student):
    reader = factories.actor(student, school)
    for kind in ("session_soon", "released", "answered", "removed"):
        tell(student, school, kind, kind=kind, now=NOW)
    assert notice_queries.unseen_notices(reader) == 3
    notices.choose(reader, shown=["session_soon", "released"], mailed=[], now=NOW)
    assert notice_queries.unseen_notices(reader) == 2
    notices.mark_seen(reader, now=NOW)
    tell(student, school, "again", kind="released", now=NOW + timedelta(minutes=1))
    assert notice_queries.unseen_notices(reader) == notice_queries.notices_of(reader).unseen == 1
