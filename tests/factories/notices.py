"""Notices: members with an address and wishes, and letters as they went out."""

from datetime import UTC, datetime

from django.core import mail

from mobilize.kernel import outbox
from moderation.domain import cases
from people import notice_queries
from people.domain import notices
from people.models import Community, Membership, NoticeWish, User
from tests.factories.people import actor

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
KINDS = ("held", "released", "returned", "removed", "answered", "session_soon")


def place(user: User, community: Community) -> Membership:
    return Membership.objects.get(user=user, community=community)


def with_address(user: User, community: Community, *kinds: str, email: str = "", **wishes) -> User:
    """Record an address for ``user``, who wishes e-mail about ``kinds`` (every kind of a student's by default)."""
    NoticeWish.objects.update_or_create(
        membership=place(user, community),
        defaults={
            "email": email or f"{user.username}@example.org",
            "mailed": list(kinds or KINDS),
            **wishes,
        },
    )
    return user


def tell(
    user: User, community: Community, key: str, *, kind: str = "session_soon", now: datetime, **more
) -> None:
    """Tell ``user`` something as a member."""
    link = f"/c/{community.slug}/sessions/"
    notices.tell_members([place(user, community)], kind=kind, key=key, link=link, now=now, **more)


def send_all(now: datetime) -> list:
    """Gather and send what may go out at ``now``; return the e-mails."""
    mail.outbox = []
    while notices.gather(now=now):
        continue
    while outbox.send_next(now=now).letter:
        continue
    return mail.outbox


def kinds_of(user: User, community: Community) -> list[str]:
    """The kinds of the notices that ``user`` finds on their page, oldest first."""
    return list(notice_queries._own(actor(user, community)).order_by("pk").values_list("kind", flat=True))


def rule(moderator: User, post, outcome: str) -> None:
    """Let ``moderator`` decide about the post's newest case."""
    case = post.byline.cases.latest("id")
    words = {} if outcome == "release" else {"reason": "other", "reply": "Write it without names."}
    ruling = {"case": case, "outcome": outcome, "version": case.version, "now": NOW}
    cases.rule(actor(moderator, case.community), **ruling, **words)
