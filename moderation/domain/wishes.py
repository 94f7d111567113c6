"""What somebody whose words told of danger asks for: to be found now, or later (the crisis answer)."""

from datetime import datetime

from django.db import transaction

from mobilize.kernel import audit
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.enums import OPEN_CASES, CrisisWish, Severity
from moderation.models import Case, Wish
from people.actors import Actor


@transaction.atomic
def wish(actor: Actor, *, case: Case, wish: str, now: datetime) -> Wish:
    """Note what the author of the case's words asks for; they may change their mind. Nobody learns who they are.

    Whoever asks to be found now is in danger until somebody has looked: the case becomes S1 and calls at once.
    Errors: ``wish_unknown``.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("byline", "community").get(pk=case.pk)
    require(actor, "moderation.see_care", case)
    if wish not in CrisisWish.values:
        raise Refused("wish_unknown", field="wish")
    made, _new = Wish.objects.update_or_create(
        case=case, defaults={"wish": wish}, create_defaults={"wish": wish, "created_at": now}
    )
    if wish == CrisisWish.NOW and case.state in OPEN_CASES:
        cases.make_graver(case, severity=Severity.S1, now=now)
    # The line names the case alone, as its byline speaks: the trail unseals nobody.
    audit.record(action="moderation.wish", now=now, community=actor.community, thing=case, wish=str(wish))
    return made
