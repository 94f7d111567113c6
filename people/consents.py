"""Upper floors end what a consent allowed, in the transaction that ends the consent.

They may stand above people, so they are named by dotted path.
"""

from collections import defaultdict
from datetime import datetime

from django.utils.module_loading import import_string

from people.models import Membership

_ends: dict[str, list[str]] = defaultdict(list)


def on_withdrawal(purpose: str, dotted_name: str) -> None:
    """Call ``dotted_name(membership, subject, now)`` whenever a yes for ``purpose`` ends, by guardian, child or time.

    What it raises undoes the withdrawal, so it raises nothing that a later look could mend; slow work is promised
    with ``mobilize.kernel.later``. Errors: ``ValueError`` if it is called already.
    """
    if dotted_name in _ends[purpose]:
        raise ValueError(f"{dotted_name} ends {purpose} already")
    _ends[purpose].append(dotted_name)


def end(purpose: str, *, membership: Membership, subject: str, now: datetime) -> None:
    """Let everything end that rested on this consent."""
    for dotted_name in _ends[purpose]:
        import_string(dotted_name)(membership, subject, now)
