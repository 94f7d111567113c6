"""Concerns of every kind, names that were asked for, and a transfer pack: what lead, head and chair keep."""

from datetime import date

from django.utils import timezone

from moderation.domain import concern_readers, concerns, transfer, unmasking
from moderation.enums import ConcernKind, EntryKind, Post
from moderation.models import Case, DutyTurn
from tests.permissions.cast import SECRETS, Place


def put_concerns(place: Place) -> None:
    for post, role in ((Post.HEAD, "ch"), (Post.CHAIR, "or")):
        DutyTurn.objects.get_or_create(
            community=place.community, post=post, membership=place.member(role), weekday=None
        )
    _about_students(place)
    _about_adults(place)
    _names(place)
    pack = transfer.begin(place.actor("sl"), student=place.member("sB"), to_school="Hill", now=timezone.now())
    transfer.make(place.actor("sl"), pack=pack, to_school="Hill", now=timezone.now())
    place.put("pack", pack)


def _raised(place: Place, secret: str, **more):
    kind = more.pop("kind", ConcernKind.STUDENT)
    by = more.pop("by", "te")
    return concerns.raise_concern(
        place.actor(by), kind=kind, words=SECRETS[secret], **more, now=timezone.now()
    )


def _about_students(place: Place) -> None:
    lead, now = place.actor("sl"), timezone.now()
    named = _raised(place, "worry in a file", by="sl", student=place.member("sB"))
    concerns.acknowledge(lead, concern=named, now=now)
    place.put("concern", named)
    place.put("concern", _raised(place, "worry in a file"), "new")
    shared = _raised(place, "worry in a file")
    concern_readers.let_in(
        lead, concern=shared, member=place.member("me"), reason="Meets them each week.", now=now
    )
    place.put("concern", shared, "shared")
    reviewed = _raised(place, "worry in a file")
    concerns.acknowledge(lead, concern=reviewed, now=now)
    for step in (EntryKind.TRIAGED, EntryKind.REVIEW):
        concerns.write(lead, concern=reviewed, step=step, words="Seen.", review_on=date(2099, 1, 1), now=now)
    place.put("concern", reviewed, "in review")


def _about_adults(place: Place) -> None:
    adult = place.member("mo")
    staff = _raised(place, "worry about staff", kind=ConcernKind.STAFF, adult=adult)
    place.put("concern", staff, "about staff")
    low = _raised(place, "worry below harm", kind=ConcernKind.LOW_LEVEL, adult=adult)
    place.put("concern", low, "below harm")
    head = _raised(place, "worry about the head", kind=ConcernKind.STAFF, adult=place.member("ch"))
    place.put("concern", head, "about the head")


def _names(place: Place) -> None:
    lead, now = place.actor("sl"), timezone.now()
    grown = []
    for _number in range(3):
        case = Case.objects.get(public_id=place.things["case"]["held"])
        grown.append(_raised(place, "worry in a file", by="mo", origin=case))
    place.put("concern", grown[0], "from words")
    reason = SECRETS["reason for a name"]
    place.put("unmasking", unmasking.ask(lead, concern=grown[1], reason=reason, now=now))
    agreed = unmasking.ask(lead, concern=grown[2], reason=reason, now=now)
    unmasking.settle(place.actor("ch"), unmasking=agreed, agree=True, now=now)
    place.put("unmasking", agreed, "agreed")
