"""Show how jobs and letters stand; list or retry what is dead."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mobilize.kernel import jobs, outbox, schedule
from mobilize.kernel.models import Letter, LetterState


class Command(BaseCommand):
    help = "Show how jobs and letters stand. --failed lists what is dead, --retry lets it be tried again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--failed", action="store_true", help="list dead jobs and letters, with the reason"
        )
        parser.add_argument(
            "--retry",
            nargs="*",
            metavar="ID",
            help="try dead jobs again: those named, or all, and all dead letters",
        )

    def handle(self, *, failed: bool, retry: list[str] | None, **options):
        now = timezone.now()
        if retry is not None:
            self._retry(retry, now)
        elif failed:
            self._list_dead()
        else:
            self._tell(now)

    def _tell(self, now):
        queue, letters, look = jobs.health(now=now), outbox.health(now=now), schedule.last_look()
        ago = f"{(now - look).total_seconds():.0f} s ago" if look else "never"
        self.stdout.write(
            f"jobs: {queue.waiting} waiting ({queue.overdue} overdue), {queue.running} running, {queue.dead} dead"
        )
        self.stdout.write(
            f"letters: {letters.waiting} waiting ({letters.overdue} overdue), {letters.dead} dead"
        )
        self.stdout.write(f"scheduler: last slot {ago}")

    def _list_dead(self):
        for job in jobs.jobs().filter(status=jobs.DEAD).order_by("finished_at"):
            name, arguments = jobs.called(job)
            words = ", ".join(map(repr, arguments))
            self.stdout.write(
                f"job {job.pk} {job.finished_at:%Y-%m-%d %H:%M} {name}({words}): {job.exception_class_path}"
            )
            self.stdout.write(job.traceback)
        for letter in Letter.objects.filter(state=LetterState.DEAD):
            self.stdout.write(
                f"letter {letter.message_id} {letter.settled_at:%Y-%m-%d %H:%M} {letter.tries} tries: {letter.reason}"
            )

    def _retry(self, ids, now):
        try:
            again = jobs.retry(*ids, now=now)
        except ValidationError as error:
            raise CommandError("That is not the id of a job.") from error
        letters = 0 if ids else outbox.retry(now=now)
        self.stdout.write(f"{again} jobs and {letters} letters are tried again.")
