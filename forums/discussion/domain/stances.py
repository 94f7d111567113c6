"""Stances and drafts: small things a member leaves while reading."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from forums.discussion.enums import Position
from forums.discussion.models import Draft, Forum, Perspective, Stance
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind


@transaction.atomic
def take(actor: Actor, *, perspective: Perspective, position: int) -> Stance:
    """Say agree (1), not sure (0) or disagree (-1) on a perspective; the last word counts."""
    require(actor, "forums.take_stance", perspective)
    if position not in Position.values:
        raise Refused("position_unknown")
    byline = seal.byline_for(actor, scope_kind=ScopeKind.FORUM, scope_id=perspective.forum.public_id)
    stance, _made = Stance.objects.update_or_create(
        byline=byline, perspective=perspective, defaults={"position": position}
    )
    return stance


@transaction.atomic
def save_draft(
    actor: Actor, *, forum: Forum, perspective: Perspective | None = None, body: str, now: datetime
) -> None:
    """Keep unfinished words on the server; empty words delete the draft. Not before consent (rule 39)."""
    require(actor, "forums.reply" if perspective else "forums.submit_perspective", perspective or forum)
    limit = settings.MOBILIZE["PERSPECTIVE_LENGTH"]
    if len(body) > 2 * limit:
        raise Refused("text_too_long", field="body", length=len(body), limit=limit)
    byline = seal.byline_for(actor, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)
    where: dict[str, Any] = {"byline": byline, "forum": forum, "perspective": perspective}
    if not body.strip():
        Draft.objects.filter(**where).delete()
    else:
        Draft.objects.update_or_create(**where, defaults={"body": body, "saved_at": now})
