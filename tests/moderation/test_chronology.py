"""The chronology of a young person: every line about them in order of time, and not one about anybody else."""

import re
from datetime import timedelta

import pytest

from mobilize.kernel.looking import MARK
from mobilize.kernel.models import AuditEntry
from moderation.domain import concerns
from moderation.enums import ConcernKind, EntryKind
from moderation.models import Concern
from moderation.views import concern_files
from tests import factories
from tests.moderation.keepers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(people):
    return people["student"].memberships.get()


@pytest.fixture
def door(school, pupil):
    return f"/c/{school.slug}/concerns/of/{pupil.public_id}/"


@pytest.fixture
def lines(school, people, act, pupil):
    """Two concerns about the pupil whose lines alternate; beside them one of each kind about somebody else."""
    other = factories.member(school).memberships.get()

    def worry(who, words, minute, kind=ConcernKind.STUDENT, **about):
        at = NOW + timedelta(minutes=minute)
        return concerns.raise_concern(act(who), kind=kind, words=words, **about, now=at)

    coat = worry("lead", "No coat again.", 0, student=pupil)
    worry("lead", "Quorvimother", 1, student=other)
    box = worry("deputy", "An empty lunch box.", 2, student=pupil)
    teacher = people["teacher"].memberships.get()
    staff = [worry("deputy", "Quorvimstaff", 3, ConcernKind.STAFF, adult=teacher)]
    staff.append(worry("deputy", "Quorvimlow", 4, ConcernKind.LOW_LEVEL, adult=teacher))
    Concern.objects.filter(pk__in=[one.pk for one in staff]).update(
        student=pupil
    )  # even if it names the child
    for minute, concern in ((5, coat), (6, box)):
        concerns.acknowledge(act("lead"), concern=concern, now=NOW + timedelta(minutes=minute))
    for minute, concern, words in ((7, coat, "I rang home."), (8, box, "She eats at school now.")):
        at = NOW + timedelta(minutes=minute)
        concerns.write(act("lead"), concern=concern, step=EntryKind.TRIAGED, words=words, now=at)
    return coat, box


def told(page: str) -> list[tuple]:
    """What each line says: its step, whose file it leads to, who wrote it and the words."""
    found = re.findall(r'<li class="card"><b>(.*?)</b>(.*?)</li>', page, re.S)
    return [
        (
            step,
            re.search(r"/concerns/files/(\w+)/", rest).group(1),
            re.search(r'class="small quiet">(.*?),', rest).group(1),
            *re.findall(r'<p class="keep">(.*?)</p>', rest, re.S),
        )
        for step, rest in found
    ]


def test_each_line_of_each_concern_stands_in_order_and_nobody_elses(client, people, lines, door):
    coat, box = (one.public_id for one in lines)
    lead, deputy = people["lead"].name, people["deputy"].name
    client.force_login(people["lead"])
    page = client.get(door).content.decode()
    assert told(page) == [
        ("Looked at", box, lead, "She eats at school now."),
        ("Looked at", coat, lead, "I rang home."),
        ("Acknowledged", box, lead),
        ("Acknowledged", coat, lead),
        ("Raised", box, deputy, "An empty lunch box."),
        ("Raised", coat, lead, "No coat again."),
    ]
    assert "Quorvim" not in page
    assert AuditEntry.objects.filter(action__endswith=f"{MARK}chronology").count() == 1


def test_a_long_chronology_goes_on_over_pages_without_a_gap(client, people, lines, door, monkeypatch):
    client.force_login(people["deputy"])
    whole = told(client.get(door).content.decode())
    monkeypatch.setattr(concern_files, "CHRONOLOGY_PAGE", 4)
    first = client.get(door).content.decode()
    (older,) = set(re.findall(r'href="(\?before=\d+)"', first))
    second = client.get(door + older).content.decode()
    assert (told(first), told(second)) == (whole[:4], whole[4:])
    assert "Quorvim" not in first + second


@pytest.mark.parametrize("who", ["head", "chair", "teacher", "administrator", "caregiver", "student"])
def test_nobody_but_lead_and_deputy_opens_it(client, people, lines, door, who):
    client.force_login(people[who])
    assert client.get(door).status_code == 404
