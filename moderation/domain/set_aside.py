"""Words for committees, plans and polls that a person reads before they stand there (rules 6, 16 and 17).

A command asks :func:`look_at` about each word it is given, and is wrapped in :func:`kept` outside its transaction.
Where something is seen the command is refused and changes nothing; the words wait at the desk, beside their place.
When a moderator lets them in, their author is told, and enters them again.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from mobilize.kernel import audit, moves, text
from mobilize.kernel.refusal import Refused
from mobilize.kernel.templatetags.look import moment
from moderation import handlers
from moderation.domain import cases, screening, telling
from moderation.enums import GRAVE, AsideState, Reason, Sign
from moderation.models import Case, SetAside
from moderation.models.desk import SET_ASIDE
from people.actors import Actor
from people.domain import seal
from people.enums import ScopeKind
from people.models import Community

P = ParamSpec("P")
R = TypeVar("R")

#: In official words of adults hard things have their names ("you told us that you are hit"): only these wait.
_OF_ADULTS = frozenset({Sign.METHOD, Sign.CONTACT_DETAILS})
_CODES: dict[str, str] = {
    Reason.CARE: "words_wait_care",
    Reason.CONDUCT: "words_wait_conduct",
    Reason.CONTACT_DETAILS: "words_wait_contact",
}


class WordsHeld(Refused):
    """Somebody at the desk reads these words before they stand anywhere."""

    def __init__(
        self, actor: Actor, *, words: str, findings: screening.Findings, field: str, place: str, url: str
    ) -> None:
        reason = cases.reason_of(findings)
        told = actor.is_youth and findings.severity in GRAVE
        # The moment is known when the words wait; until then no sentence is asked for.
        super().__init__("words_told" if told else _CODES[reason], field=field, when="")
        self.actor, self.words, self.findings, self.reason = actor, words, findings, reason
        self.place, self.url = place, url


def look_at(
    actor: Actor, words: str, *, was: str = "", field: str, place: str, url: str, is_address: bool = False
) -> None:
    """Refuse words that a person must read first; of changed words only the new lines are looked at.

    ``place`` and ``url`` say what they are written for. ``is_address``: an adult may write here where a meeting is.
    Whatever a young person wrote waits when anything is seen, as in forums. Errors: ``words_told`` (the answer to
    somebody young who told of danger or harm), ``words_wait_care``, ``words_wait_conduct``, ``words_wait_contact``.
    """
    new = _new(words, was)
    findings = screening.look_at(new) if new else screening.Findings()
    parts = tuple(part for part in findings.parts if _waits(actor, part.sign, is_address=is_address))
    if not parts or _may_stand(actor, new):
        return
    raise WordsHeld(actor, words=new, findings=screening.Findings(parts), field=field, place=place, url=url)


def _new(words: str, was: str) -> str:
    before = set(was.splitlines())
    return "\n".join(line for line in words.splitlines() if line not in before).strip()


def _waits(actor: Actor, sign: Sign, *, is_address: bool) -> bool:
    if actor.is_youth:
        return True
    return sign in _OF_ADULTS and not (is_address and sign == Sign.CONTACT_DETAILS)


def _may_stand(actor: Actor, words: str) -> bool:
    """Tell whether a moderator let these words of the same author in."""
    byline = seal.own_byline(actor, **_scope(actor.community))
    if byline is None:
        return False
    released = SetAside.objects.filter(byline=byline, state=AsideState.RELEASED)
    return any(words in aside.words for aside in released)


def _scope(community: Community) -> dict[str, str]:
    return {"scope_kind": ScopeKind.WORK, "scope_id": community.public_id}


def kept(command: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Let the words that ``command`` was refused for wait at the desk. It stands outside the command's transaction."""

    @functools.wraps(command)
    def whole(actor: Actor, *told: P.args, **more: P.kwargs) -> R:
        try:
            return command(actor, *told, **more)
        except WordsHeld as held:
            keep(held, now=more["now"])  # type: ignore[arg-type]
            raise

    whole.keeps_words = True  # type: ignore[attr-defined]
    return whole


@transaction.atomic
def keep(refused: Refused, *, now: datetime) -> None:
    """Put refused words on the desk, once; of another refusal nothing is kept.

    Whoever calls a command inside a transaction of their own calls this after it was undone.
    """
    if not isinstance(refused, WordsHeld):
        return
    actor = refused.actor
    byline = seal.byline_for(actor, **_scope(actor.community))
    waiting = SetAside.objects.filter(byline=byline, state=AsideState.WAITING)
    aside = next((found for found in waiting if found.words == refused.words), None)
    if aside is None:
        aside = SetAside.objects.create(
            byline=byline,
            words=refused.words,
            place=text.excerpt(refused.place, 160),
            place_url=refused.url,
            created_at=now,
        )
        cases.open_case(
            subject=as_subject(aside),
            community=actor.community,
            reason=refused.reason,
            findings=refused.findings,
            now=now,
        )
        # A young person's line names the words alone: the trail must not unseal what the byline seals.
        audit.record(
            action="moderation.set_aside",
            now=now,
            actor=None if actor.is_youth else actor,
            community=actor.community,
            thing=aside,
        )
    case = Case.objects.get(subject_kind=SET_ASIDE, subject_id=aside.public_id)
    with timezone.override(actor.community.zone):
        refused.params |= {"public_id": aside.public_id, "when": strip_tags(moment(case.expected_by))}


def as_subject(aside: SetAside) -> handlers.Subject:
    """Return the words as the desk shows them."""
    return handlers.Subject(
        kind=SET_ASIDE,
        public_id=aside.public_id,
        byline=aside.byline,
        version=1,
        text=aside.words,
        html=text.clean(aside.words),
        place=aside.place,
        place_url=aside.place_url,
        is_public=False,
    )


def let_in(aside: SetAside, *, now: datetime) -> None:
    """Let the author enter the words: they are told so."""
    moves.move(aside, AsideState.RELEASED, settled_at=now)
    case = Case.objects.select_related("byline", "community").get(
        subject_kind=SET_ASIDE, subject_id=aside.public_id
    )
    telling.of_entry(case, link=aside.place_url, now=now)


def settle(aside: SetAside, *, to: str, now: datetime) -> None:
    """Send the words back, or remove them."""
    moves.move(aside, to, settled_at=now)
