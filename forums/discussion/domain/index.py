"""The search index: the stems of what is published, written and taken away in the transaction of the act itself."""

from collections.abc import Callable, Iterable

from django.db import transaction

from forums.discussion import stems
from forums.discussion.enums import PostState
from forums.discussion.models import Perspective, VoiceStem
from mobilize.kernel.written import write_new

_BATCH = 500  # perspectives
_ROWS = 500  # stems


def enter(perspectives: Iterable[Perspective]) -> None:
    """Make published perspectives findable. Inside a transaction; what is there already is left as it is."""
    rows = [
        VoiceStem(perspective=perspective, stem=stem)
        for perspective in perspectives
        for stem in sorted(stems.index_of(perspective.body))
    ]
    for start in range(0, len(rows), _ROWS):
        write_new(rows[start : start + _ROWS])


def leave(perspective: Perspective) -> None:
    """Take every stem of a perspective away: no search finds its words any more."""
    VoiceStem.objects.filter(perspective=perspective).delete()


def rebuild(progress: Callable[[int, int], None]) -> tuple[int, int]:
    """Make the index what the perspectives say, a batch at a time; return (perspectives looked at, put right).

    Two runs end alike, and a run that was cut off is simply run again.
    """
    VoiceStem.objects.exclude(perspective__state=PostState.PUBLISHED).delete()
    shown = Perspective.objects.filter(state=PostState.PUBLISHED)
    total, done, changed, last = shown.count(), 0, 0, 0
    while keys := list(shown.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        last = keys[-1]
        changed += _put_right(keys)
        done += len(keys)
        progress(done, total)
    return done, changed


@transaction.atomic
def _put_right(keys: list[int]) -> int:
    # The rows are held: nobody takes their words back while they are written into the index.
    rows = Perspective.objects.select_for_update().filter(pk__in=keys, state=PostState.PUBLISHED)
    batch = {perspective.pk: perspective for perspective in rows.only("pk", "body")}
    there: dict[int, set[str]] = {pk: set() for pk in batch}
    for pk, stem in VoiceStem.objects.filter(perspective__in=batch).values_list("perspective", "stem"):
        there[pk].add(stem)
    wrong = [batch[pk] for pk, known in there.items() if known != stems.index_of(batch[pk].body)]
    VoiceStem.objects.filter(perspective__in=wrong).delete()
    enter(wrong)
    return len(wrong)
