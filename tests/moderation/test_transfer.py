"""Rule 30: the concerns go to the next school sealed and apart, in school days, and a receipt is recorded."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from moderation.domain import concerns, pack_file, transfer
from moderation.enums import ConcernKind
from moderation.models import StaffedHours, TransferPack
from people.domain import members
from people.enums import Role
from people.models import Holiday, Notice
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def lead(school):
    return factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD, username="lea"), school)


@pytest.fixture
def pupil(student):
    return student.memberships.get()


@pytest.fixture
def concern(lead, pupil):
    return concerns.raise_concern(lead, kind=ConcernKind.STUDENT, words="Quorvimcoat", student=pupil, now=NOW)


@pytest.fixture
def pack(lead, pupil, concern):
    return transfer.begin(lead, student=pupil, to_school="Hill School, Ms Day", now=NOW)


def refused(call) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def test_rule_30_the_pack_opens_with_its_words_alone_and_holds_every_line(lead, pack, concern, pupil):
    staff = concerns.raise_concern(lead, kind=ConcernKind.STAFF, words="Quorvimstaff", now=NOW)
    made, words = transfer.make(lead, pack=pack, to_school="Hill School, Ms Day", now=NOW)
    page = pack_file.place_of(made).read_text()
    assert "Quorvim" not in page
    assert words not in page
    with pytest.raises(ValueError, match="do not open"):
        pack_file.opened(page, pack_file.new_words())
    with zipfile.ZipFile(io.BytesIO(pack_file.opened(page, words.upper().replace("-", " ")))) as found:
        assert sorted(found.namelist()) == ["index.html", "pack.json"]
        told = json.loads(found.read("pack.json"))
        html = found.read("index.html").decode()
    assert [one["id"] for one in told["concerns"]] == [concern.public_id]
    assert [line["words"] for line in told["concerns"][0]["entries"]] == ["Quorvimcoat"]
    assert "Quorvimcoat" in html
    assert staff.public_id not in html + json.dumps(told)
    assert "Quorvimstaff" not in html + json.dumps(told)


def test_rule_30_the_words_are_kept_nowhere_and_a_new_pack_has_others(lead, pack):
    _made, words = transfer.make(lead, pack=pack, to_school="Hill", now=NOW)
    _again, others = transfer.make(lead, pack=pack, to_school="Hill", now=NOW)
    assert words != others
    row = TransferPack.objects.values().get()
    assert all(words not in str(value) for value in row.values())
    with pytest.raises(ValueError, match="do not open"):
        pack_file.opened(pack_file.place_of(pack).read_text(), words)


def test_rule_30_the_clock_counts_school_days_and_leaves_holidays_out(lead, pupil, concern, school):
    StaffedHours.objects.filter(community=school, weekday__in=[5, 6]).delete()
    Holiday.objects.create(community=school, date=datetime(2026, 11, 11).date(), name="A free day")
    begun = datetime(2026, 11, 9, 10, tzinfo=UTC)  # a Monday
    pack = transfer.begin(lead, student=pupil, to_school="Hill", now=begun)
    assert pack.due_at == datetime(2026, 11, 17, 10, tzinfo=UTC)


def test_rule_30_the_receipt_is_recorded_and_the_file_goes(lead, pack, django_capture_on_commit_callbacks):
    assert refused(lambda: transfer.hand_over(lead, pack=pack, now=NOW)) == "pack_not_made"
    transfer.make(lead, pack=pack, to_school="Hill", now=NOW)
    handed = transfer.hand_over(lead, pack=pack, now=NOW)
    assert handed.handed_at == NOW
    receive = lambda by: transfer.receive(lead, pack=pack, received_by=by, now=NOW)  # noqa: E731
    assert refused(lambda: receive(" ")) == "receiver_missing"
    with django_capture_on_commit_callbacks(execute=True):
        done = receive("Ms Day")
    assert (done.received_by, done.received_at) == ("Ms Day", NOW)
    assert not pack_file.place_of(pack).exists()
    again = lambda: transfer.make(lead, pack=pack, to_school="Hill", now=NOW)  # noqa: E731
    assert refused(again) == "pack_received"


def test_rule_30_leaving_starts_the_clock_without_a_word_to_whoever_ended_it(
    lead, pupil, concern, school, client
):
    administrator = factories.actor(factories.member(school, Role.ADMINISTRATOR, username="adm"), school)
    members.end_membership(administrator, membership=pupil, now=NOW)
    begun = TransferPack.objects.get()
    assert (begun.student, begun.to_school, begun.digest) == (pupil, "", "")
    reached = Notice.objects.filter(kind="pack_due").values_list("membership__user__username", flat=True)
    assert list(reached) == ["lea"]
    client.force_login(administrator.user)
    assert client.get(f"/c/{school.slug}/concerns/packs/").status_code == 404


def test_rule_30_who_leaves_without_a_concern_starts_no_clock(lead, pupil, school):
    administrator = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    members.end_membership(administrator, membership=pupil, now=NOW)
    assert TransferPack.objects.count() == 0
    assert refused(lambda: transfer.begin(lead, student=pupil, to_school="x", now=NOW)) == "no_concerns"


def test_a_sealed_page_that_nobody_took_is_deleted_after_a_month(lead, pack):
    transfer.make(lead, pack=pack, to_school="Hill", now=NOW)
    assert transfer.clean(now=timezone.now() + timedelta(days=29)) == 0
    assert transfer.clean(now=timezone.now() + timedelta(days=31)) == 1
    assert not pack_file.place_of(pack).exists()
