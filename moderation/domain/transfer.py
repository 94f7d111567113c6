"""A young person goes to another school: the concerns go there separately, in time, and somebody says they arrived."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import clocks, concern_telling, pack_file
from moderation.enums import ConcernKind
from moderation.models import Concern, TransferPack
from people.actors import Actor
from people.enums import Role
from people.models import Membership
from people.policy_queries import policy_of

#: How long a sealed page is kept when nobody says that it arrived; it can be made anew.
KEPT = timedelta(days=30)


def _concerns_of(student: Membership):
    return (
        Concern.objects.filter(student=student, kind=ConcernKind.STUDENT)
        .select_related("raised_by__user")
        .order_by("id")
    )


def _begun(student: Membership, by, *, to_school: str, now: datetime) -> TransferPack:
    community = student.community
    return TransferPack.objects.create(
        community=community,
        student=student,
        to_school=to_school,
        due_at=clocks.after_school_days(community, policy_of(community).transfer_days, now),
        made_by=by,
        created_at=now,
    )


@transaction.atomic
def begin(actor: Actor, *, student: Membership, to_school: str, now: datetime) -> TransferPack:
    """Start the clock for a young person who goes. Errors: ``school_missing``, ``no_concerns``."""
    require(actor, "moderation.keep_concerns", student)
    to_school = text.tidy(to_school)
    if not to_school:
        raise Refused("school_missing", field="to_school")
    if not _concerns_of(student).exists():
        raise Refused("no_concerns")
    pack = _begun(student, actor.user, to_school=to_school, now=now)
    _note(actor, pack, "begin_pack", now=now)
    return pack


def begin_on_leaving(membership: Membership, actor: Actor, now: datetime) -> None:
    """Start the clock when a young person with concerns leaves. Whoever ended the membership learns nothing of it."""
    if not membership.role_grants.filter(role=Role.STUDENT).exists() or not _concerns_of(membership).exists():
        return
    if TransferPack.objects.filter(student=membership, received_at=None).exists():
        return
    pack = _begun(membership, actor.user, to_school="", now=now)
    concern_telling.of_pack_due(pack, now=now)


@transaction.atomic
def make(actor: Actor, *, pack: TransferPack, to_school: str, now: datetime) -> tuple[TransferPack, str]:
    """Make the sealed page and return the words that open it: they are told now and kept nowhere.

    Errors: ``pack_received``, ``school_missing``.
    """
    pack = _locked(pack)
    require(actor, "moderation.keep_concerns", pack)
    if pack.received_at:
        raise Refused("pack_received")
    pack.to_school = text.tidy(to_school)
    if not pack.to_school:
        raise Refused("school_missing", field="to_school")
    words = pack_file.new_words()
    with translation.override(pack.community.language):
        told = pack_file.contents(
            pack, list(_concerns_of(pack.student)), made_at=now.astimezone(pack.community.zone).isoformat()
        )
        page = pack_file.sealed(pack_file.zipped(told), words)
    pack.digest, pack.made_by, pack.handed_at = pack_file.keep(pack, page), actor.user, None
    pack.save(update_fields=["to_school", "digest", "made_by", "handed_at"])
    _note(actor, pack, "make_pack", now=now, digest=pack.digest)
    return pack, words


@transaction.atomic
def hand_over(actor: Actor, *, pack: TransferPack, now: datetime) -> TransferPack:
    """Note that it is on its way. Errors: ``pack_not_made``, ``pack_received``."""
    pack = _locked(pack)
    require(actor, "moderation.keep_concerns", pack)
    _check(pack)
    pack.handed_at = now
    pack.save(update_fields=["handed_at"])
    _note(actor, pack, "hand_pack", now=now)
    return pack


@transaction.atomic
def receive(actor: Actor, *, pack: TransferPack, received_by: str, now: datetime) -> TransferPack:
    """Record the receipt of the other school; the sealed page goes. Errors: as above, and ``receiver_missing``."""
    pack = _locked(pack)
    require(actor, "moderation.keep_concerns", pack)
    _check(pack)
    received_by = text.tidy(received_by)
    if not received_by:
        raise Refused("receiver_missing", field="received_by")
    pack.handed_at = pack.handed_at or now
    pack.received_by, pack.received_at = received_by, now
    pack.save(update_fields=["handed_at", "received_by", "received_at"])
    _note(actor, pack, "receive_pack", now=now)
    transaction.on_commit(lambda: pack_file.place_of(pack).unlink(missing_ok=True))
    return pack


def _check(pack: TransferPack) -> None:
    if not pack.digest:
        raise Refused("pack_not_made")
    if pack.received_at:
        raise Refused("pack_received")


def clean(*, now: datetime) -> int:
    """Delete sealed pages that were received or lie for a month; return how many."""
    gone = 0
    for pack in TransferPack.objects.exclude(digest=""):
        path = pack_file.place_of(pack)
        if not path.exists():
            continue
        age = now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        if pack.received_at or age > KEPT:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _locked(pack: TransferPack) -> TransferPack:
    return (
        TransferPack.objects.select_for_update(of=("self",))
        .select_related("community", "student__user")
        .get(pk=pack.pk)
    )


def _note(actor: Actor, pack: TransferPack, act: str, *, now: datetime, **note) -> None:
    audit.record(
        action=f"moderation.{act}", now=now, actor=actor, community=actor.community, thing=pack, **note
    )
