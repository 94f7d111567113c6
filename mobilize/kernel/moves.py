"""States move along a table that stands beside the enum."""

from mobilize.kernel.refusal import Refused


def allowed(thing, to: str) -> bool:
    return to in type(thing).MOVES.get(thing.state, ())


def move(thing, to: str, **also) -> None:
    """Move ``thing`` (a model with ``state`` and a class table ``MOVES``) to ``to``, in the database too.

    The row is changed only if it still is in the state we read (compare and set), so of two people
    who press the same button one wins. ``also`` are further fields written in the same update.
    Errors: ``not_now`` for a move the table does not list, ``changed_meanwhile`` if somebody was first.
    """
    if not allowed(thing, to):
        raise Refused("not_now")
    before = thing.state
    changed = type(thing)._base_manager.filter(pk=thing.pk, state=before).update(state=to, **also)
    if not changed:
        raise Refused("changed_meanwhile")
    thing.state = to
    for name, value in also.items():
        setattr(thing, name, value)
