"""What tests of concerns share: who reads one, how one gets on, and the code of a refusal."""

from datetime import date

import pytest
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from moderation.domain import concerns
from moderation.enums import EntryKind
from moderation.models import Concern

NOW = timezone.now()


def readers(act, people, concern) -> set[str]:
    """Who of all these can read the concern."""
    found = set()
    for who in people:
        try:
            concerns.require(act(who), "moderation.read_concern", concern)
        except Refused:
            continue
        found.add(who)
    return found


def refused(call) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def led_to(act, concern, *steps) -> Concern:
    concern = concerns.acknowledge(act("lead"), concern=concern, now=NOW)
    for step in steps:
        more = {"review_on": date(2099, 1, 1)} if step == EntryKind.REVIEW else {}
        concerns.write(act("lead"), concern=concern, step=step, words="A line.", **more, now=NOW)
    return Concern.objects.get(pk=concern.pk)
