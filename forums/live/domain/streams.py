"""The lives of streams: after a restore the numbers of a log may be given a second time."""

from django.db import transaction

from forums.live.models import LiveStream, new_epoch


@transaction.atomic
def begin_anew() -> int:
    """Give every stream a new life, so that nobody goes on from a number of the one that was lost; return how many."""
    streams = list(LiveStream.objects.select_for_update().only("pk"))
    for stream in streams:
        stream.epoch = new_epoch()
    LiveStream.objects.bulk_update(streams, ["epoch"], batch_size=200)
    return len(streams)
