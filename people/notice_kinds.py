"""What members can hear of. Upper floors register their kinds; each has a sentence for whom it reaches."""

from dataclasses import dataclass

from people.enums import Side


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice.

    ``sentence`` is what its reader reads; ``label`` names it among the wishes. ``sides`` are those it can reach.
    ``mails`` are the sides that get it by e-mail unless they say otherwise: nobody young (rule 45).
    ``marked`` is False where another page already marks it as new. ``safety`` is for what somebody's safety hangs on:
    nobody can hide it, and its e-mail waits for no quiet hours and counts against no limit (rule 8).
    """

    code: str
    label: object
    sentence: object
    sides: tuple[str, ...] = (Side.YOUTH, Side.ADULT)
    mails: tuple[str, ...] = ()
    marked: bool = True
    safety: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make ``kind`` known. Errors: ``ValueError`` for a code that is taken."""
    if kind.code in _kinds:
        raise ValueError(f"notice kind {kind.code!r} is registered twice")
    _kinds[kind.code] = kind


def of(code: str) -> NoticeKind:
    """Return the kind. Errors: ``LookupError`` for one that nobody registered."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no app tells notices of the kind {code!r}") from None


def known(code: str) -> bool:
    return code in _kinds


def for_side(side: str) -> list[NoticeKind]:
    """Return the kinds that can reach ``side``, in the order in which they were registered."""
    return [kind for kind in _kinds.values() if side in kind.sides]


def of_safety() -> set[str]:
    """Return the codes of the kinds that nobody can hide."""
    return {kind.code for kind in _kinds.values() if kind.safety}
