"""How often a page asks the database: at most eight times, and as often for a hundred rows as for one.

What is asked for every page is in it: the sign-in, the person, their standing here, and the mark of new answers.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.models import ActionItem, Committee, Decision, Meeting, Plan
from forums.discussion.models import Perspective, Reply, ThemeSource, VoiceStep
from forums.live.models import CommunitySession, LiveEvent
from mobilize.kernel import audit
from moderation.models import (
    AfterCheck,
    Appeal,
    Case,
    Concern,
    ConcernEntry,
    Drill,
    DutyTurn,
    Flag,
    TransferPack,
    Unmasking,
)
from people.models import Invitation, JoinCode, Notice, RoleGrant, RosterLink
from tests.factories import families
from tests.factories.crowds import more
from tests.permissions import table
from tests.permissions.visits import House, undone
from tests.permissions.world import build

MOMENT = "2026-11-10T10:00+00:00"
MOST = 8
ADDED = (9, 90)  # rows beside the first: ten, and a hundred
numbers = itertools.count(1000)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), transaction.atomic():
        yield build("harbour")
        transaction.set_rollback(True)


@pytest.fixture
def place(built, django_db_blocker):
    """A community with one thing of every kind; what a test adds is undone."""
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), undone():
        yield built


def name(_number: int) -> str:
    return f"Another one {next(numbers)}"


def perspectives(place, count: int) -> list[Perspective]:
    """Published perspectives of the author, each with its first step and a reply."""
    made = more(place.facts["shown"], count, position=lambda _: next(numbers), client_id="")
    VoiceStep.objects.bulk_create(
        VoiceStep(
            perspective=post, to="received", cause_kind="forum", cause_id=name(0), cause_title="A forum",
            created_at=timezone.now(),
        )
        for post in made
    )  # fmt: skip
    reply = Reply.objects.filter(state="published").first()
    for post in made:
        more(reply, 1, perspective=post, client_id="")
    return made


def replies(place, count: int) -> None:
    more(Reply.objects.filter(state="published").first(), count, client_id="")


def sources(place, count: int) -> None:
    ThemeSource.objects.bulk_create(
        ThemeSource(theme=place.facts["theme"], perspective=post) for post in perspectives(place, count)
    )


def themes(place, count: int) -> None:
    for theme in more(place.facts["theme"], count, title=name):
        ThemeSource.objects.create(theme=theme, perspective=place.facts["shown"])


def forums(place, count: int) -> None:
    more(place.facts["forum"], count, question=name)


def sessions(place, count: int) -> None:
    for state in ("open", "closed"):
        more(
            CommunitySession.objects.filter(state=state, community=place.community).first(),
            count,
            title=name,
            join_number="",
        )


def cases(place, count: int) -> list[Case]:
    case = Case.objects.get(public_id=place.things["case"]["held"])
    return more(case, count, subject_id=lambda _: secrets.token_hex(8))


def reports(place, count: int) -> None:
    flag = Flag.objects.first()
    for case in cases(place, count):
        more(flag, 1, case=case)


def codes(place, count: int) -> None:
    more(JoinCode.objects.first(), count, code=lambda _: secrets.token_hex(6))


def invitations(place, count: int) -> None:
    more(
        Invitation.objects.filter(community=place.community).first(),
        count,
        secret_hash=lambda _: secrets.token_hex(32),
    )


def classes(place, count: int) -> None:
    more(RosterLink.objects.filter(community=place.community).first(), count, external_id=name, group=name)


def members(place, count: int) -> None:
    someone = place.member("sB")
    for user in more(someone.user, count, username=name):
        (member,) = more(someone, 1, user=user)
        RoleGrant.objects.create(membership=member, role="student", granted_at=timezone.now())


def children(place, count: int) -> None:
    someone = place.member("sA")
    for user in more(someone.user, count, username=name):
        (member,) = more(someone, 1, user=user)
        RoleGrant.objects.create(membership=member, role="student", granted_at=timezone.now())


def _another(of, role: str):
    """Make another member such as this one, with a role."""
    (user,) = more(of.user, 1, username=name)
    (member,) = more(of, 1, user=user)
    RoleGrant.objects.create(membership=member, role=role, granted_at=timezone.now())
    return member


def kin(place, count: int) -> None:
    for _ in range(count):
        families.tie(_another(place.member("sB"), "student"), place.member("cg"))


def guardians(place, count: int) -> None:
    for _ in range(count):
        families.tie(place.member("sB"), _another(place.member("cg"), "caregiver"))


def records(place, count: int) -> None:
    for _ in range(count):
        place.member("sB").consents.create(
            purpose="agency", subject=name(0), state="refused", created_at=timezone.now()
        )


def notices(place, count: int) -> None:
    one = Notice.objects.filter(membership=place.member("na")).first() or Notice(
        community=place.community, membership=place.member("na"), kind="answer_due", key="one", link="/home/",
        created_at=timezone.now(),
    )  # fmt: skip
    more(one, count, key=name)


def of_committee(place, count: int) -> None:
    meeting = Meeting.objects.get(public_id=place.things["meeting"]["closed"])
    more(meeting, count, title=name)
    more(Decision.objects.get(public_id=place.things["decision"][""]), count, title=name)
    more(ActionItem.objects.get(public_id=place.things["action"][""]), count, title=name)
    more(Plan.objects.get(public_id=place.things["plan"]["draft"]), count, title=name)


def results(place, count: int) -> None:
    for poll in more(place.facts["counted"], count, question=name):
        more(place.facts["counted"].tally, 1, poll=poll)


def of_meeting(place, count: int) -> None:
    of_committee(place, count)
    results(place, count)
    themes(place, count)


def lines(place, count: int) -> None:
    event = LiveEvent.objects.filter(
        stream__session__public_id=place.things["session"][""], kind="message"
    ).first()
    more(event, count, seq=lambda _: next(numbers))


def drills(place, count: int) -> None:
    first = Drill.objects.filter(community=place.community).first() or Drill.objects.create(
        community=place.community, created_at=timezone.now(), ended_at=timezone.now()
    )
    more(first, count)


def appeals(place, count: int) -> None:
    appeal = Appeal.objects.get(public_id=place.things["appeal"][""])
    for case in cases(place, count):
        (ruling,) = more(appeal.ruling, 1, case=case)
        more(appeal, 1, ruling=ruling)


def checks(place, count: int) -> None:
    check = AfterCheck.objects.get(pk=place.things["check"][""])
    for case in cases(place, count):
        more(check, 1, case=case)
        more(check, 1, case=case, day=3, done_at=timezone.now(), done_by=place.people["mo"], note="")


def turns(place, count: int) -> None:
    more(DutyTurn.objects.get(pk=place.things["turn"][""]), count)


def worries(place, count: int) -> None:
    concern = Concern.objects.get(public_id=place.things["concern"][""])
    more(ConcernEntry.objects.filter(concern=concern).first(), count)
    for one in more(concern, count):
        more(ConcernEntry.objects.filter(concern=concern).first(), 1, concern=one)
    more(Unmasking.objects.get(public_id=place.things["unmasking"][""]), count)
    more(TransferPack.objects.get(public_id=place.things["pack"][""]), count)


def staff_worries(place, count: int) -> None:
    more(Concern.objects.get(public_id=place.things["concern"]["about staff"]), count)


def looks(place, count: int) -> None:
    for number in range(count):
        audit.record(
            action="people.look_membership",
            now=timezone.now() - timedelta(minutes=number),
            actor=place.actor("sl"),
            community=place.community,
            thing=place.member(("sB", "te", "me")[number % 3]),
        )


LISTS: dict[str, tuple[str, str, Callable]] = {
    "home of a student": ("", "au", lambda place, count: (forums(place, count), sessions(place, count))),
    "home of an adult": ("", "or", lambda place, count: (forums(place, count), sessions(place, count))),
    "forums": ("forums/", "au", forums),
    "forums for an adult": ("forums/", "na", forums),
    "a forum": ("forums/<forum>/", "au", lambda place, count: (perspectives(place, count), themes(place, count))),
    "a forum for an adult": ("forums/<forum>/", "na", perspectives),
    "a perspective": ("forums/<forum>/<perspective>/", "au", replies),
    "a theme": ("forums/<forum>/themes/<theme>/", "au", sources),
    "my voice": ("my-voice/", "au", perspectives),
    "answers owed": ("answers/", "na", themes),
    "polls": ("polls/", "au", lambda place, count: more(place.facts["counted"], count, question=name)),
    "sessions": ("sessions/", "au", sessions),
    "a transcript": ("sessions/<session>/transcript/", "na", lines),
    "committees": (
        "committees/",
        "se",
        lambda place, count: more(
            Committee.objects.get(public_id=place.things["committee"][""]), count, name=name
        ),
    ),
    "a committee's room": ("committees/<committee>/", "ch", of_committee),
    "a meeting": ("meetings/<meeting>/", "or", of_meeting),
    "plans": (
        "plans/",
        "au",
        lambda place, count: more(Plan.objects.get(public_id=place.things["plan"][""]), count, title=name),
    ),
    "the desk": ("desk/", "mo", cases),
    "a case": ("desk/<case>/", "mo", members),
    "appeals": ("desk/appeals/", "mo", appeals),
    "looks after": ("desk/checks/", "mo", checks),
    "drills": ("desk/drills/", "sl", drills),
    "duty": ("desk/duty/", "ad", turns),
    "my reports": ("reports/", "sB", reports),
    "class codes": ("people/codes/", "ad", codes),
    "login cards": ("people/cards/", "ad", children),
    "members": ("people/", "ad", members),
    "invitations": ("people/invitations/", "ad", invitations),
    "classes of the school's list": ("people/roster/cards/", "ad", classes),
    "notices": ("notices/", "na", notices),
    "a caregiver's children": ("family/", "cg", kin),
    "a child's consents": ("family/<tie>/", "cg", records),
    "one's own yes": ("my-yes/", "sB", records),
    "a student's family": ("people/<member>/family/", "ad", guardians),
    "what one raised": ("concerns/", "sl", worries),
    "concerns": ("concerns/files/", "sl", worries),
    "a concern": ("concerns/files/<concern>/", "sl", worries),
    "concerns about staff": ("concerns/staff/", "ch", staff_worries),
    "a chronology": ("concerns/of/<member>/", "sl", worries),
    "names that were asked for": ("concerns/names/", "sl", worries),
    "transfer packs": ("concerns/packs/", "sl", worries),
    "who looked": ("concerns/looks/", "ch", looks),
}  # fmt: skip


def address(place, path: str) -> str:
    for parameter, known in place.things.items():
        path = path.replace(f"<{parameter}>", known.get("", next(iter(known.values()))))
    return f"/c/{place.community.slug}/{path}"


def asked(client, path: str) -> list[str]:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.both_databases
@pytest.mark.parametrize("which", LISTS)
def test_a_list_asks_at_most_eight_times_however_long_it_is(place, which):
    path, role, grow = LISTS[which]
    client = Client()
    client.force_login(place.people[role], backend="django.contrib.auth.backends.ModelBackend")
    counts = {}
    grow(place, 1)  # the first row of each kind
    counts[1] = asked(client, address(place, path))
    for added in ADDED:
        grow(place, added)
        counts[sum(ADDED[: ADDED.index(added) + 1]) + 1] = asked(client, address(place, path))
    told = "\n".join(sql[:300] for sql in counts[100][:30])
    # A page that has turned to rows of one kind alone may leave a question out, and asks none more.
    assert max(len(queries) for queries in counts.values()) == len(counts[1]) <= MOST, told


#: Pages that ask more often, how often at most, and why. They too ask as often for a hundred rows as for one.
MORE = {
    "sessions/<session>/": (
        12,
        "whoever leads is seen in the room by opening it, and its rules ask who is here",
    ),
    "meetings/<meeting>/decide/": (
        10,
        "the goals of several polls, the voices that may be cited, and the quorum",
    ),
    "plans/<plan>/preview/": (9, "the next edition is made as it will be, beside the one before it"),
}
#: What is not walked, and why.
LEFT_OUT = {
    "/": "the public site: Wagtail finds its pages, and whoever is signed in is asked for once more",
    "/cms/": "Wagtail's editor",
    "/cms/doors/": "Wagtail's editor",
    "/cms/guide/": "Wagtail's editor",
    "/media/images/<name>": "a file",
    "<rest>": "nothing is there",
    "sessions/<session>/events/": "frames for a script; the server before this door keeps the places of all who wait",
    "sessions/<session>/stream/": "frames for a script; the server before this door keeps the places of all who wait",
}
#: The heaviest are among them: a co-chair, an author, the named adult, a moderator, an administrator, a facilitator.
HEAVY = ("cc", "au", "na", "mo", "ad", "fa")


def pages() -> list[table.Row]:
    return [
        row
        for row in table.rows()
        if row.method == "GET"
        and row.address not in LEFT_OUT
        and any(row.cells[role] == "+" for role in HEAVY)
    ]


def grow_everything(place, count: int) -> None:
    for grow in (
        forums, sessions, perspectives, themes, replies, sources, reports, codes, members, notices, of_committee,
        results, lines,
    ):  # fmt: skip
        grow(place, count)


def test_every_page_asks_a_few_times_however_much_there_is(place):
    house = House(place, place, dict(place.people))

    def times(role: str, row: table.Row, most: int) -> int:
        for _again in range(2):  # the first visit may fill what is kept for a minute
            with CaptureQueriesContext(connection) as seen:
                house.clients[role].get(house.path(row))
            if len(seen) <= most:
                break
        return len(seen)

    first: dict[table.Row, tuple[int, str]] = {}
    wrong: dict[str, str] = {}
    for row in pages():
        most = MORE.get(row.address, (MOST,))[0]
        first[row] = max((times(role, row, most), role) for role in HEAVY if row.cells[role] == "+")
        if first[row][0] > most:
            wrong[str(row)] = "as {1} {0} times".format(*first[row])
    for count in ADDED:
        grow_everything(place, count)
        for row, (once, role) in first.items():
            now = times(role, row, once)
            if now > once:
                wrong[str(row)] = f"as {role} {once} times, and {now} times with {count} more of everything"
    assert wrong == {}
