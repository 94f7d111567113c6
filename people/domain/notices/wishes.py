"""What a member wishes to hear of: changed, had back, and stopped by one click in an e-mail."""

from datetime import datetime, time

from django.conf import settings
from django.db import transaction

from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import notice_kinds
from people.actors import Actor
from people.domain import notes
from people.models import Membership, NoticeWish

_KEPT = ("hidden", "mailed", "language", "quiet_from", "quiet_until", "quiet_weekends")


def wish_of(membership: Membership) -> NoticeWish:
    """Return the member's wishes, or unsaved ones as the house begins."""
    found = NoticeWish.objects.filter(membership=membership).first()
    return found or NoticeWish(membership=membership)


def mailed_kinds(wish: NoticeWish | None, side: str) -> set[str]:
    """Return the kinds that are mailed to somebody of ``side`` with these wishes."""
    kinds = notice_kinds.for_side(side)
    if wish is None or wish.mailed is None:
        return {kind.code for kind in kinds if side in kind.mails}
    return {kind.code for kind in kinds if kind.code in wish.mailed}


@transaction.atomic
def choose(
    actor: Actor,
    *,
    shown: list[str],
    mailed: list[str],
    language: str = "",
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    quiet_weekends: bool = True,
    now: datetime,
) -> NoticeWish:
    """Set the actor's wishes; those before are kept, to be had back. The quiet hours of students are the school's.

    Without a recorded address the choice of what is mailed stays as it was.
    Errors: ``invalid`` for a kind or language that is unknown, ``quiet_incomplete`` for one time without the other.
    """
    require(actor, "people.choose_notices", actor.community)
    kinds = {kind.code for kind in notice_kinds.for_side(actor.side)}
    if not {*shown, *mailed} <= kinds:
        raise Refused("invalid")
    if language and language not in dict(settings.LANGUAGES):
        raise Refused("invalid", field="language")
    if (quiet_from is None) != (quiet_until is None):
        raise Refused("quiet_incomplete", field="quiet_until")
    wish = _locked(actor.membership)
    _remember(wish)
    wish.hidden = sorted(kinds - set(shown))
    if wish.email:
        wish.mailed = sorted(mailed)
        wish.language = language
        if not actor.is_youth:
            wish.quiet_from, wish.quiet_until, wish.quiet_weekends = quiet_from, quiet_until, quiet_weekends
    wish.save()
    return wish


@transaction.atomic
def take_back(actor: Actor, *, now: datetime) -> NoticeWish:
    """Have the wishes before the last change again. Errors: ``not_now`` if there are none."""
    require(actor, "people.choose_notices", actor.community)
    wish = _locked(actor.membership)
    if wish.before is None:
        raise Refused("not_now")
    before, wish.before = wish.before, None
    for name in _KEPT:
        setattr(wish, name, before[name])
    for name in ("quiet_from", "quiet_until"):
        if before[name]:
            setattr(wish, name, time.fromisoformat(before[name]))
    wish.save()
    return wish


@transaction.atomic
def mark_seen(actor: Actor, *, now: datetime) -> None:
    """Note that the actor has seen what is there now. One moment for all, which names no notice."""
    require(actor, "people.read_notices", actor.community)
    wish = _locked(actor.membership)
    wish.seen_at = now
    wish.save(update_fields=["seen_at"])


def stop_token(membership: Membership) -> str:
    """Return the token that stops e-mails to this member and can do nothing else."""
    return notes.close(membership.public_id, purpose=notes.STOP)


def token_works(token: str) -> bool:
    return notes.read(token, purpose=notes.STOP) is not None


@transaction.atomic
def stop_mails(*, token: str) -> bool:
    """Let no notice be mailed to the token's member any more; return False for a token that is none of ours.

    Whoever holds the token may do that, signed in or not (RFC 8058). A second time changes nothing.
    """
    member = notes.read(token, purpose=notes.STOP)
    if member is None:
        return False
    membership = Membership.objects.filter(public_id=member).first()
    if membership is not None:
        wish = _locked(membership)
        if wish.mailed != []:
            _remember(wish)
            wish.mailed = []
            wish.save()
    return True


def _locked(membership: Membership) -> NoticeWish:
    NoticeWish.objects.get_or_create(membership=membership)
    return NoticeWish.objects.select_for_update().get(membership=membership)


def _remember(wish: NoticeWish) -> None:
    kept = {name: getattr(wish, name) for name in _KEPT}
    for name in ("quiet_from", "quiet_until"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    wish.before = kept
