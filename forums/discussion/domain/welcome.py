"""Before the first words: who can see what (rule 33)."""

from datetime import datetime

from django.db import transaction

from forums.discussion.enums import NameMode
from forums.discussion.models import Forum, Welcome
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind


@transaction.atomic
def confirm(actor: Actor, *, forum: Forum, now: datetime) -> Welcome:
    """Note that the actor read who can see what in this forum. Doing it again changes nothing."""
    require(actor, "forums.submit_perspective", forum)
    byline = seal.byline_for(actor, scope_kind=ScopeKind.FORUM, scope_id=forum.public_id)
    welcome, _made = Welcome.objects.get_or_create(byline=byline, defaults={"forum": forum, "read_at": now})
    return welcome


def ask_for(actor: Actor, *, forum: Forum, welcomed: bool) -> None:
    """Refuse (``welcome_unread``) the words of a young person who has not read who can see them."""
    if actor.is_youth and forum.name_mode == NameMode.PSEUDONYMOUS and not welcomed:
        raise Refused("welcome_unread")
