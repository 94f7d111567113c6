"""Two communities, each with one thing of every kind: the set-up of every cell.

Both are built by the same words, so that "the same thing of the other community" always exists.
"""

from datetime import date, timedelta

from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.domain import editors
from mobilize.kernel import jobs
from moderation.domain import reports
from moderation.models import Case, StaffedHours
from people.domain import copies, holidays, invitations, joining, login_cards, notices, roster, sign_in_codes
from people.enums import Band
from people.models import Membership, Policy, PrivacyRequest, RosterLink, User
from tests import factories
from tests.factories import families, pictures
from tests.permissions import rooms, spoken
from tests.permissions.alarms import put_alarms
from tests.permissions.cast import ADULTS, EVERY_DUTY, SECRETS, STUDENTS, Place
from tests.permissions.worries import put_concerns


def build(slug: str, mark: str = "") -> Place:
    """Make a community with everything in it; ``mark`` stands in its texts."""
    place = Place(factories.community(slug, name=f"{mark or 'Harbour'} School"))
    put_people(place, slug)
    spoken.put_forum(place, mark)
    spoken.put_other_states(place, mark)
    spoken.put_band_a(place, mark)
    rooms.put_polls(place, mark)
    rooms.put_sessions(place, mark)
    rooms.put_committees(place, mark)
    _desk(place)
    _people_things(place, mark)
    put_concerns(place)
    put_alarms(place)
    place.put("picture", pictures.on_shelf(place.community))
    # Who edits has been in the editor before: being let in, or not, writes nothing any more.
    editors.settle(place.people["ye"], now=timezone.now())
    UserProfile.get_for_user(place.people["ye"])
    return place


def put_people(place: Place, slug: str) -> None:
    for role, roles in ADULTS.items():
        place.people[role] = factories.member(place.community, *roles, username=f"{role}-{slug}")
    for role, band in STUDENTS.items():
        user = factories.member(
            place.community, band=band, username=f"{role}-{slug}".lower(), consent=role != "nc"
        )
        place.people[role] = user
    for _ in range(4):  # a vote among fewer would not open
        factories.member(place.community, band=Band.A)
    User.objects.filter(pk=place.people["au"].pk).update(last_name=SECRETS["name of a student"])
    place.people["uc"] = factories.member(place.community, *EVERY_DUTY, username=f"uc-{slug}", cleared=False)


def _desk(place: Place) -> None:
    for parameter, variant, name in (
        ("perspective", "held", "held"),
        ("reply", "held reply", "held reply"),
        ("message", "held", "held message"),
        ("message", "removed", "removed message"),
    ):
        case = Case.objects.get(subject_id=place.things[parameter][variant])
        place.put("case", case, name)
    flag = reports.report(
        place.actor("sB"),
        kind="perspective",
        public_id=place.things["perspective"]["single"],
        reason="unkind",
        words=SECRETS["words to the desk"],
        now=timezone.now(),
    )
    place.put("case", flag.case)


def _roster_things(place: Place, now) -> None:
    """A list that waits for a yes, and a class that came with an earlier one."""
    words = f"id,first name,date of birth,class\nr1,Roz {place.community.slug},2012-05-31,9a\n"
    run, _read = roster.prepare(place.actor("ad"), data=words.encode(), choices=roster.Choices(), now=now)
    place.put("run", run)
    place.facts["roster mark"] = run.mark
    newcomer = factories.member(place.community)
    RosterLink.objects.create(
        community=place.community,
        membership=newcomer.memberships.get(),
        source="csv of last year",
        external_id="r9",
        group="9a",
        created_at=now,
    )


def _people_things(place: Place, mark: str) -> None:
    now = timezone.now()
    place.put("member", place.member("sB"))
    place.put("member", place.member("te"), "adult")
    place.put("tie", families.tie(place.member("sB"), place.member("cg")))
    gone = factories.member(place.community)
    Membership.objects.filter(user=gone).update(ended_at=now - timedelta(days=1))
    place.put("member", Membership.objects.get(user=gone), "ended")
    place.put("member", place.member("nc"), "without consent")
    code = joining.make_join_code(
        place.actor("ad"),
        label=f"Class 9 {mark}",
        band=Band.B,
        expires_at=now + timedelta(days=9),
        cap=30,
        now=now,
    )
    place.put("code", code)
    place.facts["class code"] = code.code
    _login_card(place)
    place.put("token", notices.stop_token(place.member("sB")))
    place.facts["one-use code"] = sign_in_codes.issue(
        place.actor("ad"), membership=place.member("sB"), now=now
    )
    _roster_things(place, now)
    invited, secret = invitations.invite(place.actor("ad"), role="mentor", now=now)
    place.put("invitation", invited)
    place.put("secret", secret)
    StaffedHours.objects.filter(community=place.community, weekday=6).delete()
    place.put("shift", StaffedHours.objects.filter(community=place.community).first())
    holiday = holidays.add(place.actor("ad"), date=date(2098, 7, 1), name="Summer", now=now)
    place.put("holiday", holiday)
    _own_data(place)
    place.put("number", "1")
    place.put("rest", "no/such/page/")
    place.put("name", "nothing.png")


def _login_card(place: Place) -> None:
    """The card of a child, and the network from which the tests come."""
    Policy.objects.create(community=place.community, school_networks=["127.0.0.0/16"])
    (made,) = login_cards.make(place.actor("ad"), members=[place.member("sA").public_id], now=timezone.now())
    place.put("card", made[1])


def _own_data(place: Place) -> None:
    """A copy that sB had made an hour and more ago, and a record about au."""
    now = timezone.now()
    asked = copies.ask(place.actor("sB"), now=now)
    copies.make(asked.public_id, now=now)
    jobs.jobs().filter(args_kwargs__args=["people.tasks.make_copy", asked.public_id]).delete()
    PrivacyRequest.objects.filter(pk=asked.pk).update(settled_at=now - 2 * copies.PAUSE)
    place.put("copy", asked)
    place.put("about", "consent")
    place.put("record", place.member("au").consents.first())
