"""Unmasking: a name behind words is looked up with a concern, a reason and a second person, and the child is told.

This is the only road on which a person opens the seal (rule 32). Which words it was is kept encrypted, so that the
tables alone still lead from no words to their author.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.concern_queries import origin_of
from moderation.domain import concern_telling
from moderation.domain.concerns import locked
from moderation.enums import ConcernState, Severity
from moderation.models import Concern, Unmasking
from people.actors import Actor
from people.domain import seal
from people.enums import Side
from people.models import Byline, Membership

#: How long the young person can be left untold at a time; then the house tells, or somebody writes down why not yet.
LONGEST_DEFERRAL = timedelta(days=30)


@transaction.atomic
def ask(actor: Actor, *, concern: Concern, reason: str, now: datetime) -> Unmasking:
    """Ask for the name behind the words that the concern grew from.

    Where they say that somebody may be in danger now (S1), no second person is waited for.
    Errors: ``concern_is_closed``, ``concern_without_words``, ``nobody_behind``, ``unmasking_asked``,
    ``concern_reason_missing``.
    """
    concern = locked(concern)
    require(actor, "moderation.ask_unmasking", concern)
    if concern.state == ConcernState.CLOSED:
        raise Refused("concern_is_closed")
    case = origin_of(concern)
    if case is None:
        raise Refused("concern_without_words")
    if case.byline.imported or case.byline.side != Side.YOUTH:
        raise Refused("nobody_behind")
    if concern.unmaskings.filter(refused_at=None).exists():
        raise Refused("unmasking_asked")
    reason = text.tidy(reason)
    if not reason:
        raise Refused("concern_reason_missing", field="reason")
    unmasking = Unmasking.objects.create(
        concern=concern,
        community=concern.community,
        byline_ref=case.byline.public_id,
        reason=reason,
        asked_by=actor.user,
        at_once=case.severity == Severity.S1,
        created_at=now,
    )
    _note(actor, unmasking, "ask_unmasking", now=now, at_once=unmasking.at_once)
    if not unmasking.at_once:
        concern_telling.of_asked(unmasking, now=now)
    return unmasking


@transaction.atomic
def settle(actor: Actor, *, unmasking: Unmasking, agree: bool, now: datetime) -> Unmasking:
    """Agree as the second person, or say no. Errors: ``second_person_unmasks``, ``unmasking_settled``."""
    unmasking = _locked(unmasking)
    require(actor, "moderation.settle_unmasking", unmasking)
    if unmasking.agreed_at or unmasking.refused_at or unmasking.opened_at:
        raise Refused("unmasking_settled")
    if agree:
        unmasking.agreed_by, unmasking.agreed_at = actor.user, now
        unmasking.save(update_fields=["agreed_by", "agreed_at"])
    else:
        unmasking.refused_at = now
        unmasking.save(update_fields=["refused_at"])
    _note(actor, unmasking, "agree_unmasking" if agree else "refuse_unmasking", now=now)
    return unmasking


@transaction.atomic
def open_once(
    actor: Actor, *, unmasking: Unmasking, tell_on: date | None = None, because: str = "", now: datetime
) -> Membership:
    """Open the seal, once, and return whose words they are.

    The young person is told in the same transaction, unless ``tell_on`` (a day within 30) and ``because`` say later.
    Errors: ``unmasking_waits``, ``unmasking_settled``, ``unmasking_opened``, ``nobody_behind``, ``tell_later_reason``,
    ``tell_later_day``.
    """
    unmasking = _locked(unmasking)
    require(actor, "moderation.open_unmasking", unmasking)
    if unmasking.refused_at:
        raise Refused("unmasking_settled")
    if unmasking.opened_at:
        raise Refused("unmasking_opened")
    if unmasking.agreed_at is None and not unmasking.at_once:
        raise Refused("unmasking_waits")
    later = _later(unmasking, tell_on, because, now=now)
    byline = Byline.objects.get(public_id=unmasking.byline_ref)
    user = seal.unseal(actor, byline, under=unmasking, now=now)
    place = Membership.objects.filter(community=unmasking.community_id).select_related("user")
    member = place.filter(user=user).first() if user else None
    if member is None:
        raise Refused("nobody_behind")
    unmasking.opened_at = now
    if later:
        unmasking.telling_deferred_until, unmasking.deferred_because = later
    else:
        _tell(member, unmasking, now=now)
    unmasking.save(
        update_fields=["opened_at", "telling_deferred_until", "deferred_because", "told_at"],
    )
    return member


@transaction.atomic
def defer(actor: Actor, *, unmasking: Unmasking, tell_on: date, because: str, now: datetime) -> Unmasking:
    """Tell the young person still later, with a new reason and day. Errors as in :func:`open_once`."""
    unmasking = _locked(unmasking)
    require(actor, "moderation.open_unmasking", unmasking)
    if unmasking.told_at:
        raise Refused("child_told_already")
    if unmasking.opened_at is None:
        raise Refused("not_now")
    later = _later(unmasking, tell_on, because, now=now)
    if later is None:
        raise Refused("tell_later_reason", field="because")
    unmasking.telling_deferred_until, unmasking.deferred_because = later
    unmasking.save(update_fields=["telling_deferred_until", "deferred_because"])
    _note(actor, unmasking, "defer_telling", now=now)
    return unmasking


def _later(
    unmasking: Unmasking, tell_on: date | None, because: str, *, now: datetime
) -> tuple[datetime, str] | None:
    because = text.tidy(because)
    if tell_on is None and not because:
        return None
    if tell_on is None or not because:
        raise Refused("tell_later_reason", field="because")
    moment = datetime.combine(tell_on, time(8), unmasking.community.zone)
    if not now < moment <= now + LONGEST_DEFERRAL:
        raise Refused("tell_later_day", field="tell_on", days=LONGEST_DEFERRAL.days)
    return moment, because


def tell_due(*, now: datetime) -> int:
    """Tell every young person whose day has come; return how many. Each in its own transaction."""
    due = Unmasking.objects.filter(
        opened_at__isnull=False, told_at=None, telling_deferred_until__lte=now
    ).values_list("pk", flat=True)
    return sum(_tell_one(pk, now=now) for pk in list(due))


@transaction.atomic
def _tell_one(pk: int, *, now: datetime) -> bool:
    unmasking = Unmasking.objects.select_for_update(of=("self",)).select_related("community").get(pk=pk)
    if (
        unmasking.told_at
        or unmasking.telling_deferred_until is None
        or unmasking.telling_deferred_until > now
    ):
        return False
    user = seal.author_for_notice(Byline.objects.get(public_id=unmasking.byline_ref))
    member = Membership.objects.filter(user=user, community=unmasking.community_id).first()
    if member is None:  # erased meanwhile: there is nobody to tell
        unmasking.told_at = now
    else:
        _tell(member, unmasking, now=now)
    unmasking.save(update_fields=["told_at"])
    return True


def _tell(member: Membership, unmasking: Unmasking, *, now: datetime) -> None:
    concern_telling.of_unmasked(member, unmasking, now=now)
    unmasking.told_at = now


def _locked(unmasking: Unmasking) -> Unmasking:
    return (
        Unmasking.objects.select_for_update(of=("self",))
        .select_related("community", "concern")
        .get(pk=unmasking.pk)
    )


def _note(actor: Actor, unmasking: Unmasking, act: str, *, now: datetime, **note) -> None:
    audit.record(
        action=f"moderation.{act}",
        now=now,
        actor=actor,
        community=actor.community,
        thing=unmasking,
        **note,
    )
