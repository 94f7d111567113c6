"""What a process holds for its whole life is set aside from the collector of cycles.

The house as it is loaded is some three hundred thousand objects. Each full collection would look at all of them again:
a fifth of a second in which no page is made, no message goes out and nothing is committed. Set aside, they are never
looked at again, and a full collection takes as long as what has come since; a thousand open sockets are eighty thousand
objects. It is rarer too: hardly anything here lives in cycles, and what dies young in one goes with the small ones.
"""

import gc

from django.urls import get_resolver

from moderation.domain import screening

#: New objects before a small collection, small ones before a middle one, middle ones before a full one. What comes and
#: goes in cycles (a client's tasks and their errors) waits that long: some 40 MB in a busy process with twice these.
EVERY = (10_000, 10, 10)


def settle() -> None:
    """Load what the first visitor would have to wait for, and set all that is there aside. Once for each process."""
    _load(get_resolver())
    screening.look_at("")
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EVERY)


def _load(resolver) -> None:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            _load(pattern)
