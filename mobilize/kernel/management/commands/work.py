"""Run jobs, the scheduler and the outbox, until stopped."""

import signal

from django.core.management.base import BaseCommand
from django.utils import timezone

from mobilize.kernel.worker import Worker


class Command(BaseCommand):
    help = "Run jobs, what comes round again, and the outbox. As many workers as you like; SIGTERM ends one kindly."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds to rest when there is nothing to do"
        )

    def handle(self, *, once: bool, interval: float, **options):
        worker = Worker(interval=interval)
        if once:
            worker.once(now=timezone.now())
            return
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.run()
