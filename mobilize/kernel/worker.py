"""A worker: one loop that looks at the clock, runs jobs and sends letters. Run as many as you like."""

import logging
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone

from mobilize.kernel import jobs, outbox, schedule

log = logging.getLogger(__name__)

#: How long no letter is tried after the mail server could not be reached: jobs must not wait for it.
SERVER_PAUSE = timedelta(seconds=20)


class Worker:
    """Takes turns between jobs and letters, so that neither a long queue nor a slow mail server stops the other."""

    def __init__(self, *, interval: float = 1.0) -> None:
        self.name = jobs.new_worker()
        self.interval = interval
        self.stopping = threading.Event()
        self._scheduler = schedule.Scheduler()
        self._no_letters_before: datetime | None = None
        schedule.check()

    def stop(self, *_signal) -> None:
        """End after the job or letter in hand."""
        self.stopping.set()

    def run(self) -> None:
        """Work until stopped. A database that is away for a while ends nothing, nor does anything else."""
        while not self.stopping.is_set():
            close_old_connections()
            try:
                busy = self.turn(now=timezone.now())
            except Exception:
                log.exception("The worker stumbled; it waits a moment and goes on")
                busy = False
                self.stopping.wait(5 * self.interval)
            if not busy:
                self.stopping.wait(self.interval)
        close_old_connections()

    def turn(self, *, now: datetime) -> bool:
        """Do one job and one letter at most; return whether there was anything to do."""
        self._scheduler.tick(now=now)
        job = jobs.take(worker=self.name, now=now)
        if job:
            jobs.run(job)
        return self._send(now) or job is not None

    def _send(self, now: datetime) -> bool:
        if self._no_letters_before and now < self._no_letters_before:
            return False
        attempt = outbox.send_next(now=now)
        self._no_letters_before = now + SERVER_PAUSE if attempt.server_down else None
        return attempt.letter is not None and not attempt.server_down

    def once(self, *, now: datetime) -> None:
        """Do everything that is due at ``now``, and what follows from it at once."""
        while not self.stopping.is_set() and self.turn(now=now):
            now = max(now, timezone.now())
