"""Who may do what: rules by name, asked by ``require`` at the start of every domain command.

A rule is a function ``(actor, thing) -> None`` that raises :class:`Refused`, or returns nothing to
agree. Rules live in each app's ``rules.py`` and are registered by name ("forums.open_forum").
Unknown names fail loudly: nothing is allowed by accident.
"""

from collections.abc import Callable

from mobilize.kernel.refusal import Refused

Rule = Callable[[object, object], None]
_rules: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule ``name``."""

    def register(function: Rule) -> Rule:
        if name in _rules:
            raise ValueError(f"rule {name!r} is registered twice")
        _rules[name] = function
        return function

    return register


def known(name: str) -> bool:
    return name in _rules


def names() -> list[str]:
    return sorted(_rules)


def require(actor, name: str, thing=None) -> None:
    """Let ``actor`` go on with ``name`` on ``thing``, or raise :class:`Refused`.

    Errors: ``LookupError`` for a rule nobody registered.
    """
    if name not in _rules:
        raise LookupError(f"no rule is registered as {name!r}")
    if actor is None:
        raise Refused("sign_in")
    _rules[name](actor, thing)


def can(actor, name: str, thing=None) -> bool:
    """Tell whether :func:`require` would agree: for drawing a screen, never for deciding."""
    try:
        require(actor, name, thing)
    except Refused:
        return False
    return True
