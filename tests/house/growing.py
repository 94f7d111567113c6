"""Lists of the house, and how each of them grows in a test."""

import itertools
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from wagtail.images.models import Image

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
from people.models import Block, Invitation, JoinCode, Notice, RoleGrant, RosterLink
from tests.factories import families
from tests.factories.crowds import more

numbers = itertools.count(1000)


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


def pictures(place, count: int) -> None:
    more(Image.objects.get(pk=place.things["picture"][""]), count, title=name)


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


def hidden(place, count: int) -> None:
    one = Block.objects.filter(membership=place.member("sB")).earliest("pk")
    for byline in more(one.byline, count, pseudonym=name):
        Block.objects.create(membership=one.membership, byline=byline, created_at=timezone.now())


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
    "pictures that wait": ("pictures/", "or", pictures),
    "class codes": ("people/codes/", "ad", codes),
    "login cards": ("people/cards/", "ad", children),
    "members": ("people/", "ad", members),
    "invitations": ("people/invitations/", "ad", invitations),
    "classes of the school's list": ("people/roster/cards/", "ad", classes),
    "notices": ("notices/", "na", notices),
    "people somebody hid": ("hidden/", "sB", hidden),
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
