"""Who reaches a young person, by which channel: typed by hand, and run against the product (rules 1 to 5).

Each adult role, with a check that is valid today and without one, and each age of young people it could reach. A cell
says what the house answers: ``+`` it is done, ``.`` it does not exist for this person, ``!`` the check is missing,
which is said before anything else to whoever works in rooms.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from forums.discussion.domain import posts, stances, welcome
from forums.discussion.queries import search
from forums.live.domain import hands, messages
from forums.polls.domain import drafts
from mobilize.kernel.authority import can, require
from mobilize.kernel.models import Letter
from mobilize.kernel.refusal import Refused
from people import selves
from people.actors import Actor
from people.enums import Role
from people.models import Clearance, Membership, Notice
from people.queries import members_for
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.live import room
from tests.factories.notices import send_all, tell, with_address
from tests.factories.polls import draft_poll

pytestmark = pytest.mark.django_db
BANDS = ("A", "B", "C")
OWN_NEWS = {"held", "released"}  # what became of their own words
CHANNELS = (
    "reply", "reaction", "message", "question", "option", "search", "list", "page", "mention", "mail", "file", "export",
)  # fmt: skip
PAGE = Path(__file__).parents[2] / "docs" / "safeguarding.md"

#: Role -> with a valid check, and without one; in the order of CHANNELS. docs/safeguarding.md shows the first.
CELLS = {
    #                            reply reaction message question option search list page mention mail file export
    Role.CAREGIVER:             (".  .  .  .  .  .  .  .  .  .  .  .", ".  .  .  .  .  .  .  .  .  .  .  ."),
    Role.MENTOR:                (".  .  .  .  .  .  .  .  .  .  .  .", ".  .  .  .  .  .  .  .  .  .  .  ."),
    Role.MENTORING_COORDINATOR: (".  .  .  .  .  .  .  .  .  .  .  .", ".  .  .  .  .  .  .  .  .  .  .  ."),
    Role.AGENCY_WORKER:         (".  .  .  .  .  .  .  .  .  .  .  .", ".  .  .  .  .  .  .  .  .  .  .  ."),
    Role.YOUTH_EDITOR:          (".  .  .  .  .  .  .  .  .  .  .  .", ".  .  .  .  .  .  .  .  .  .  .  ."),
    Role.TEACHER:               ("+  .  +  .  .  +  .  .  .  .  .  .", "!  !  !  !  .  !  .  .  !  !  .  ."),
    Role.FACILITATOR:           ("+  .  +  .  +  +  .  .  .  .  .  .", "!  !  !  !  !  !  .  .  !  !  .  ."),
    Role.MODERATOR:             ("+  .  +  .  .  +  .  .  .  .  .  .", "!  !  !  !  .  !  .  .  !  !  .  ."),
    Role.SAFEGUARDING_LEAD:     ("+  .  +  .  .  +  .  .  .  .  .  +", "!  !  !  !  .  !  .  .  !  !  .  !"),
    Role.ORGANIZER:             ("+  .  +  +  +  +  .  .  .  .  .  .", "!  !  !  !  !  !  .  .  !  !  .  ."),
    Role.ADMINISTRATOR:         ("+  .  +  +  +  +  +  +  .  .  .  +", "!  !  !  !  !  !  .  !  !  !  .  !"),
}  # fmt: skip
_LETTERS = {"not_found": ".", "clearance_missing": "!"}


@pytest.fixture
def place():
    """A school with one forum, session and poll in draft for each age, and a young person who spoke there."""
    made = community()
    everything = {}
    for band in BANDS:
        forum = open_forum(made, bands=[band])
        young = member(made, band=band)
        voice = perspective(forum, young, f"Quorvim words of {band}.", published=False)
        posts.release(voice, now=timezone.now())
        everything[band] = SimpleNamespace(
            young=young,
            voice=voice,
            session=room(made, bands=[band]).session,
            poll=draft_poll(made, forum=forum, bands=[band]),
        )
    return SimpleNamespace(community=made, bands=everything)


def _reply(who: Actor, there) -> None:
    posts.reply(who, perspective=there.voice, body="We listen.", now=timezone.now())


def _reaction(who: Actor, there) -> None:
    stances.take(who, perspective=there.voice, position=1)


def _message(who: Actor, there) -> None:
    messages.say(who, session=there.session, client_id="one", body="We listen.", now=timezone.now())


def _question(who: Actor, there) -> None:
    hands.ask(who, session=there.session, question="Which?", choices=["One", "Two"], now=timezone.now())


def _option(who: Actor, there) -> None:
    voices = [there.voice.public_id]
    drafts.add_option(who, poll=there.poll, title="A third goal", voices=voices, now=timezone.now())


def _search(who: Actor, there) -> None:
    require(who, "forums.see_forums", who.community)
    found = search.search_visible_to(who, query="quorvim").found
    assert there.voice.public_id in {one.public_id for one in found}


def _list(who: Actor, there) -> None:
    require(who, "people.administer", who.community)
    rows, _more = members_for(who, now=timezone.now())
    if not any(row.membership.user_id == there.young.pk for row in rows):
        raise Refused("not_found")


def _page(who: Actor, there) -> None:
    require(who, "people.see_member", Membership.objects.get(user=there.young))


def _mention(who: Actor, there) -> None:
    """Name somebody in a reply with a sign before it: it would reach them if they were told, or led anywhere."""
    body = f"@{there.voice.byline.pseudonym} and @{there.young.username}, we listen."
    reply = posts.reply(who, perspective=there.voice, body=body, now=timezone.now())
    if "href" not in reply.body_html and not _told(there):
        raise Refused("not_found")


def _mail(who: Actor, there) -> None:
    """Answer somebody: it would reach them by e-mail if a notice or a letter came of it."""
    posts.reply(who, perspective=there.voice, body="We listen.", now=timezone.now())
    if not _told(there) and not Letter.objects.exists():
        raise Refused("not_found")


def _told(there) -> bool:
    to_them = Q(membership__user=there.young) | Q(byline=there.voice.byline)
    return Notice.objects.filter(to_them).exclude(kind__in=OWN_NEWS).exists()


def _file(who: Actor, there) -> None:
    """Leave a file or a note on one: there is no table for it."""
    if not _files():
        raise Refused("not_found")


def _export(who: Actor, there) -> None:
    """Take a file out that names somebody young or has their words: a class's user names, a transfer pack, own data."""
    copy = str([section.rows for section in selves.sections_of(selves.self_of(who.membership))])
    if any(words in copy for words in (there.voice.body, there.young.username, there.young.name)):
        return
    try:
        require(who, "people.import_roster", who.community)
    except Refused as refused:
        if not refused.hidden:
            raise
        require(who, "moderation.keep_concerns", who.community)


WAYS = dict(
    zip(
        CHANNELS,
        (
            *(_reply, _reaction, _message, _question, _option, _search, _list, _page),
            *(_mention, _mail, _file, _export),
        ),
        strict=True,
    )
)


def _letter(way, who: Actor, there) -> str:
    try:
        with transaction.atomic():
            way(who, there)
            transaction.set_rollback(True)
    except Refused as refused:
        return _LETTERS.get(refused.code, refused.code)
    return "+"


@pytest.mark.parametrize("role", CELLS)
def test_rule_03_each_adult_reaches_young_people_by_these_channels_and_no_other(place, role):
    user = member(place.community, role)
    came = {}
    for cleared, cells in zip((True, False), CELLS[role], strict=True):
        if not cleared:
            Clearance.objects.filter(membership__user=user).delete()
        who = actor(user, place.community)
        for band, there in place.bands.items():
            came[cleared, band] = "  ".join(_letter(way, who, there) for way in WAYS.values())
            assert came[cleared, band] == cells, f"{role}, check: {cleared}, band {band}"


def test_rule_01_a_student_reaches_others_in_rooms_alone(place):
    """A young person speaks in a forum and a session of their own age; no other channel is theirs."""
    for band, there in place.bands.items():
        user = member(place.community, band=band)
        welcome.confirm(actor(user, place.community), forum=there.voice.forum, now=timezone.now())
        who = actor(user, place.community)
        own = " ".join(_letter(way, who, there) for way in WAYS.values())
        assert own == "+ + + . . + . . . . . ."
        for other in BANDS:
            if other != band:
                ways = [WAYS[name] for name in CHANNELS if name != "search"]
                assert {_letter(way, who, place.bands[other]) for way in ways} == {"."}


def test_rule_02_with_one_checked_adult_left_no_adult_reaches_anybody(place):
    """Rule 2 in the forums: all others lost their check."""
    user = member(place.community, Role.TEACHER)
    there = place.bands["B"]
    Clearance.objects.exclude(membership__user=user).delete()
    who = actor(user, place.community)
    assert _letter(_reply, who, there) == "second_adult_missing"
    assert _letter(_message, who, there) == "second_adult_left"


def test_rule_04_a_mention_tells_nobody(place):
    """Writing somebody's name with a sign before it is writing, and no more: nobody is found or told by it."""
    there = place.bands["B"]
    name = there.voice.byline.pseudonym
    for role in (Role.TEACHER, Role.ORGANIZER):
        who = actor(member(place.community, role), place.community)
        for words in (f"@{name} come here", f"@{there.young.username} come here"):
            reply = posts.reply(who, perspective=there.voice, body=words, now=timezone.now())
            assert "href" not in reply.body_html
    to_them = Q(membership__user=there.young) | Q(byline=there.voice.byline)
    assert [one.kind for one in Notice.objects.filter(to_them) if one.kind not in OWN_NEWS] == []
    assert Notice.objects.filter(membership__user=there.young).count() == 0


def test_rule_01_nobody_answers_an_e_mail(place):
    """A mail says that something waits; it has no address to answer to but the house's own, and no other receiver."""
    user = with_address(member(place.community, band="D"), place.community, email="one@example.org")
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
    tell(user, place.community, "one", now=noon)
    sent_now = send_all(noon + timedelta(minutes=5))
    assert len(sent_now) == 1
    for sent in sent_now:
        assert (sent.reply_to, sent.cc, sent.bcc, len(sent.to)) == ([], [], [], 1)


def _files() -> set[str]:
    rooms = ("people", "moderation", "discussion", "live", "polls", "committees")
    return {
        f"{model._meta.label}.{field.name}"
        for label in rooms
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    }


def test_rule_01_no_file_goes_from_one_person_to_another():
    """No table of the rooms takes a file: there is no note on one either."""
    assert _files() == set()


def test_rule_05_a_caregiver_finds_no_room_at_all(place):
    who = actor(member(place.community, Role.CAREGIVER), place.community)
    for there in place.bands.values():
        for rule, thing in (
            ("forums.read_forum", there.voice.forum),
            ("live.read_session", there.session),
            ("polls.read_poll", there.poll),
        ):
            assert not can(who, rule, thing)


def test_the_page_shows_the_same_cells():
    shown = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        label, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(CHANNELS) and label not in ("", "Who") and not label.startswith("-"):
            shown[label] = "  ".join("+" if cell == "yes" else "." for cell in cells)
    assert shown == {str(role.label): checked for role, (checked, _unchecked) in CELLS.items()}
