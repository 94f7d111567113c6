"""Writing notices, in the transaction of what they tell."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mobilize.kernel.written import write
from people import notice_kinds
from people.models import Byline, Membership, Notice, NoticeMail, NoticeWish


def tell_author(byline: Byline, *, kind: str, key: str, link: str, now: datetime) -> None:
    """Tell whoever speaks under ``byline``; nobody learns here who that is. See :func:`tell_authors`."""
    tell_authors([byline], kind=kind, key=key, link=link, now=now)


def tell_author_first(byline: Byline, *, kind: str, key: str, link: str, now: datetime) -> None:
    """The same for a cause that this transaction has made, so that nobody can have told it. Two queries."""
    notice_kinds.of(kind)
    if byline.imported:
        return
    notice = Notice(
        community_id=byline.community_id, byline=byline, kind=kind, key=key, link=link, created_at=now
    )
    write(notice)
    write(NoticeMail(notice=notice, due_at=now))


@transaction.atomic
def tell_authors(bylines: Iterable[Byline], *, kind: str, key: str, link: str, now: datetime) -> int:
    """Tell everybody who speaks under these bylines, once for each ``key``; return how many notices are new.

    Imported bylines belong to nobody here. The number of queries does not grow with the bylines.
    """
    there = {byline.pk: byline for byline in bylines if not byline.imported}
    known = Notice.objects.filter(byline__in=there, key=key).values_list("byline_id", flat=True)
    for pk in list(known):
        del there[pk]
    new = [
        Notice(community_id=byline.community_id, byline=byline, kind=kind, key=key, link=link, created_at=now)
        for byline in there.values()
    ]
    return _write(new, kind=kind, now=now)


@transaction.atomic
def tell_members(
    members: Iterable[Membership],
    *,
    kind: str,
    key: str,
    link: str,
    stale_at: datetime | None = None,
    now: datetime,
) -> int:
    """Tell these members, once for each ``key``; return how many notices are new.

    Only for what is no young person's own contribution: those are told through their byline.
    """
    there = {member.pk: member for member in members}
    known = Notice.objects.filter(membership__in=there, key=key).values_list("membership_id", flat=True)
    for pk in list(known):
        del there[pk]
    new = [
        Notice(
            community_id=member.community_id,
            membership=member,
            kind=kind,
            key=key,
            link=link,
            stale_at=stale_at,
            created_at=now,
        )
        for member in there.values()
    ]
    return _write(new, kind=kind, now=now)


def take_away(byline: Byline, *, key: str) -> None:
    """Take back what a byline was told under keys that begin with ``key``: it holds no more. Also its e-mail."""
    Notice.objects.filter(byline=byline, key__startswith=key).delete()


def _write(new: list[Notice], *, kind: str, now: datetime) -> int:
    notice_kinds.of(kind)
    if not new:
        return 0
    # Two tellers at once: the unique cause decides, and the second one's rows are not there.
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    told = Q(byline__in=[notice.byline_id for notice in new if notice.byline_id]) | Q(
        membership__in=[notice.membership_id for notice in new if notice.membership_id]
    )
    written = list(Notice.objects.filter(told, kind=kind, key=new[0].key, mail=None, created_at=now))
    # Whose address is known to be missing gets no e-mail; behind a byline we do not look here.
    members = [notice.membership_id for notice in written if notice.membership_id]
    reached = set(
        NoticeWish.objects.filter(membership__in=members).exclude(email="").values_list("pk", flat=True)
    )
    NoticeMail.objects.bulk_create(
        [
            NoticeMail(notice=notice, due_at=now)
            for notice in written
            if notice.byline_id or notice.membership_id in reached
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    return len(written)
