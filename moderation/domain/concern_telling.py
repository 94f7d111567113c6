"""What the log of concerns tells by notice: to whoever keeps it, and to the raiser that it arrived. Never its words."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.concern_rules import KEEPERS, is_about_head
from moderation.enums import ConcernKind, Post
from moderation.models import Concern, DutyTurn
from people import notice_kinds
from people.domain import notices
from people.enums import Role, Side
from people.models import Membership
from people.notice_kinds import NoticeKind
from people.queries import members_with_role

CONCERN_WAITS, CONCERN_RECEIVED, CONCERN_SHARED = "concern_waits", "concern_received", "concern_shared"
UNMASKING_WAITS, UNMASKED, PACK_DUE = "unmasking_waits", "unmasked", "pack_due"


def _for_adults(code: str, label, sentence, *, safety: bool = False) -> None:
    notice_kinds.register(
        NoticeKind(
            code, label=label, sentence=sentence, sides=(Side.ADULT,), mails=(Side.ADULT,), safety=safety
        )
    )


_for_adults(
    CONCERN_WAITS,
    _("Somebody is worried, and I answer for it"),
    _("Somebody wrote down a worry that you answer for."),
    safety=True,
)
_for_adults(
    CONCERN_RECEIVED,
    _("My worry was received"),
    _("The worry that you wrote down has been received. Somebody takes care of it."),
)
_for_adults(
    CONCERN_SHARED,
    _("I was let into a file"),
    _("You were let into a file because you must know of it."),
)
_for_adults(
    UNMASKING_WAITS,
    _("Somebody needs a second person"),
    _("Somebody asks to look up a name. A second person must decide."),
    safety=True,
)
_for_adults(PACK_DUE, _("A file must go to another school"), _("A file must go to another school in time."))
notice_kinds.register(
    NoticeKind(
        UNMASKED,
        label=_("Somebody looked up who I am"),
        sentence=_(
            "We were worried about somebody's safety. So trained adults looked up who wrote some words of yours. "
            "You did nothing wrong. You can ask any adult here about it."
        ),
        safety=True,
    )
)


def keepers_of(concern: Concern, *, now: datetime) -> list[Membership]:
    """Return who answers for the concern by post, without whom it is about."""
    if concern.kind == ConcernKind.STUDENT:
        posts: tuple = KEEPERS
    else:
        posts = (Post.CHAIR,) if is_about_head(concern) else (Post.HEAD,)
    held = _holders(concern.community, posts, now=now)
    if concern.kind == ConcernKind.STUDENT:
        held += members_with_role(concern.community, Role.SAFEGUARDING_LEAD, now=now)
    return [member for member in {m.pk: m for m in held}.values() if member.pk != concern.adult_id]


def _holders(community, posts, *, now: datetime) -> list[Membership]:
    there = Q(membership__ended_at=None) | Q(membership__ended_at__gt=now)
    turns = DutyTurn.objects.filter(there, community=community, post__in=posts)
    return [turn.membership for turn in turns.select_related("membership")]


def of_raised(concern: Concern, *, now: datetime) -> None:
    """Tell whoever answers for it, but not somebody who raised it themselves."""
    told = [member for member in keepers_of(concern, now=now) if member.pk != concern.raised_by_id]
    notices.tell_members(
        told,
        kind=CONCERN_WAITS,
        key=f"{CONCERN_WAITS}:{concern.public_id}",
        link=_file(concern),
        now=now,
    )


def of_acknowledged(concern: Concern, *, now: datetime) -> None:
    notices.tell_members(
        [concern.raised_by],
        kind=CONCERN_RECEIVED,
        key=f"{CONCERN_RECEIVED}:{concern.public_id}",
        link=f"/c/{concern.community.slug}/concerns/",
        now=now,
    )


def of_shared(concern: Concern, reader: Membership, *, now: datetime) -> None:
    notices.tell_members(
        [reader],
        kind=CONCERN_SHARED,
        key=f"{CONCERN_SHARED}:{concern.public_id}:{now:%Y%m%d%H%M}",
        link=_file(concern),
        now=now,
    )


def of_asked(unmasking, *, now: datetime) -> None:
    """Tell each who can be the second person."""
    community = unmasking.community
    able = _holders(community, (*KEEPERS, Post.HEAD), now=now)
    able += members_with_role(community, Role.SAFEGUARDING_LEAD, now=now)
    notices.tell_members(
        [member for member in able if member.user_id != unmasking.asked_by_id],
        kind=UNMASKING_WAITS,
        key=f"{UNMASKING_WAITS}:{unmasking.public_id}",
        link=f"/c/{community.slug}/concerns/names/{unmasking.public_id}/",
        now=now,
    )


def of_unmasked(member: Membership, unmasking, *, now: datetime) -> None:
    """Tell the young person, as a member and not by the byline.

    A notice to the byline would bear the same moment as the unmasking, whose concern names the member: it would lead
    from the words to their author.
    """
    notices.tell_members(
        [member],
        kind=UNMASKED,
        key=f"{UNMASKED}:{unmasking.public_id}",
        link="/who-sees-what/",
        now=now,
    )


def of_pack_due(pack, *, now: datetime) -> None:
    able = _holders(pack.community, KEEPERS, now=now)
    able += members_with_role(pack.community, Role.SAFEGUARDING_LEAD, now=now)
    notices.tell_members(
        able,
        kind=PACK_DUE,
        key=f"{PACK_DUE}:{pack.public_id}",
        link=f"/c/{pack.community.slug}/concerns/packs/",
        now=now,
    )


def _file(concern: Concern) -> str:
    return f"/c/{concern.community.slug}/concerns/files/{concern.public_id}/"
