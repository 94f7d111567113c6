"""End what is over its time, or tell what would be ended."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from mobilize.kernel import retention


class Command(BaseCommand):
    help = "End what the table of retention says is over its time. Prints numbers and nothing else."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, tell how much it would be"
        )
        parser.add_argument(
            "--at", metavar="DATE", help="as if it were this day (YYYY-MM-DD); only with --dry-run"
        )

    def handle(self, *, dry_run, at, **_):
        now = timezone.now()
        if at:
            if not dry_run:
                raise CommandError(
                    "Another day can be tried with --dry-run only: nothing ends before its time."
                )
            try:
                day = parse_date(at)
            except ValueError:
                day = None
            if day is None:
                raise CommandError("Write the day as YYYY-MM-DD.")
            now = timezone.make_aware(datetime.combine(day, now.time()))
        counts = retention.purge(now=now, dry_run=dry_run)
        for name, count in counts.items():
            self.stdout.write(f"{count:>8}  {name}")
        self.stdout.write(f"{sum(counts.values()):>8}  {'would end' if dry_run else 'ended'}")
        if not dry_run and len(counts) < len(retention.table()):
            raise CommandError("Some of it could not be ended; the log says why.")
