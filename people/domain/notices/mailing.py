"""From notices to letters: one letter for all that waits, none in quiet hours, and not many a day.

A letter says that something waits, and where; never what. Whom a byline's notice reaches is found here, in memory.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from mobilize.kernel import outbox
from people import notice_kinds, queries
from people.actors import Actor
from people.domain import invitation_letters, notes, seal
from people.domain.notices import calling, quiet
from people.domain.notices.wishes import mailed_kinds, stop_token
from people.models import MailCount, Membership, NoticeMail, NoticeWish, Policy
from people.policy_queries import policy_of

BATCH = 500
STALE_AFTER = timedelta(days=7)


@transaction.atomic
def gather(*, now: datetime) -> int:
    """Decide about a batch of what may be mailed at ``now``; return how many were decided about or put off.

    Each is written into a letter, put off, or dropped, in one transaction: a killed worker leaves all as it was.
    """
    due = list(
        NoticeMail.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(due_at__lte=now)
        .select_related("notice__byline")
        .order_by("due_at", "pk")[:BATCH]
    )
    people = _people_of(due, now=now)
    # Locked, so that of two workers one decides about a person at a time: else both could send the day's last e-mail.
    locked = NoticeWish.objects.select_for_update().filter(pk__in=list(people)).order_by("pk")
    wishes = {wish.pk: wish for wish in locked}
    decided = {mail.pk for mail in due}
    policies: dict[int, Policy] = {}
    for pk, (actor, mails) in people.items():
        wish = wishes.get(pk)
        wanted = [mail for mail in mails if _is_wanted(mail, actor, wish, now)]
        if not wanted:
            continue
        community = actor.community
        if community.pk not in policies:
            policies[community.pk] = policy_of(community)
        put_off = _rest_until(actor, _quiet_of(actor, wish, policies[community.pk]), now)
        safety = any(notice_kinds.of(mail.notice.kind).safety for mail in wanted)
        if put_off and not safety:
            ids = [mail.pk for mail in wanted]
            NoticeMail.objects.filter(pk__in=ids).update(due_at=put_off)
            decided -= set(ids)
            continue
        facts = {"count": len(wanted), "path": reverse("notices", args=[actor.community.slug])}
        recipient = notes.close(actor.membership.public_id, purpose=notes.SAFETY if safety else notes.LETTER)
        outbox.write(recipient=recipient, template="notice", facts=facts, now=now)
        _count(actor, now)
    NoticeMail.objects.filter(pk__in=decided).delete()
    return len(due)


def _people_of(due: list[NoticeMail], *, now: datetime) -> dict[int, tuple[Actor, list[NoticeMail]]]:
    """Return who the notices speak to, by membership, as far as they still belong here."""
    authors = seal.authors_for_notices([mail.notice.byline for mail in due if mail.notice.byline])
    users = {user.pk for user in authors.values()}
    communities = {mail.notice.community_id for mail in due}
    places = {
        (user, community): pk
        for pk, user, community in Membership.objects.filter(
            user__in=users, community__in=communities
        ).values_list("pk", "user_id", "community_id")
    }
    mails = defaultdict(list)
    for mail in due:
        notice = mail.notice
        author = authors.get(notice.byline_id) if notice.byline_id else None
        pk = notice.membership_id or (author and places.get((author.pk, notice.community_id)))
        if pk:
            mails[pk].append(mail)
    actors = queries.actors_of_memberships(list(mails), now=now)
    return {pk: (actors[pk], mails[pk]) for pk in mails if pk in actors}


def _is_wanted(mail: NoticeMail, actor: Actor, wish: NoticeWish | None, now: datetime) -> bool:
    notice = mail.notice
    kind = notice_kinds.of(notice.kind)
    always = kind.safety and actor.side in kind.mails
    if wish is None or not wish.email or not (always or notice.kind in mailed_kinds(wish, actor.side)):
        return False
    stale = notice.stale_at is not None and notice.stale_at <= now
    return not stale and notice.created_at > now - STALE_AFTER


def _quiet_of(actor: Actor, wish: NoticeWish | None, policy: Policy) -> quiet.Quiet:
    return quiet.of_students(policy) if actor.is_youth else quiet.of_adult(wish, policy)


def _rest_until(actor: Actor, hours: quiet.Quiet, now: datetime) -> datetime | None:
    """Return until when nothing may be mailed to ``actor``, or None if something may be now."""
    zone = actor.community.zone
    loud = hours.next_loud(now, zone)
    if loud > now:
        return loud
    today = now.astimezone(zone).date()
    sent = MailCount.objects.filter(index=_index(actor, today)).values_list("count", flat=True).first() or 0
    if sent < _most_on(actor, today):
        return None
    tomorrow = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(UTC)
    return hours.next_loud(tomorrow, zone)


def _most_on(actor: Actor, day: date) -> int:
    if not actor.is_youth:
        return settings.MOBILIZE["ADULT_MAILS_PER_DAY"]
    return 1 if day.weekday() >= quiet.SATURDAY else settings.MOBILIZE["STUDENT_MAILS_PER_DAY"]


def _index(actor: Actor, day: date) -> str:
    return notes.index_of_day(actor.membership.public_id, day=day)


def _count(actor: Actor, now: datetime) -> None:
    day = now.astimezone(actor.community.zone).date()
    counted, _made = MailCount.objects.get_or_create(index=_index(actor, day), defaults={"day": day})
    MailCount.objects.filter(pk=counted.pk).update(count=F("count") + 1)


@outbox.address_book
def address_of(recipient: str, now: datetime) -> outbox.Address | outbox.NotBefore | None:
    """Return where a letter goes as things stand now: nowhere for somebody who left or wants no e-mail any more.

    A letter of safety waits for no quiet hours, and goes to adults whatever they wish (rule 8).
    """
    called = notes.read(recipient, purpose=notes.CALL)
    if called:
        return calling.address_of(called, now)
    invited = notes.read(recipient, purpose=notes.INVITATION)
    if invited:
        return invitation_letters.address_of(invited, now)
    urgent = notes.read(recipient, purpose=notes.SAFETY)
    member = urgent or notes.read(recipient, purpose=notes.LETTER)
    membership = Membership.objects.filter(public_id=member).first() if member else None
    actor = queries.actor_of_membership(membership.pk, now=now) if membership else None
    wish = NoticeWish.objects.filter(membership=membership).first() if actor else None
    if actor is None or wish is None or not wish.email:
        return None
    always = {
        kind.code for kind in notice_kinds.for_side(actor.side) if kind.safety and actor.side in kind.mails
    }
    if not (mailed_kinds(wish, actor.side) or (urgent and always)):
        return None
    hours = _quiet_of(actor, wish, policy_of(actor.community))
    loud = hours.next_loud(now, actor.community.zone)
    if loud > now and not urgent:
        return outbox.NotBefore(loud)
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return outbox.Address(
        email=wish.email,
        language=wish.language or actor.community.language,
        stop_url=base + reverse("mail_off", args=[stop_token(actor.membership)]),
        facts={"community": actor.community.name, "base": base},
    )
