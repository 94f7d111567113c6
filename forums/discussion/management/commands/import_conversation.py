"""Bring in a Polis export as an open forum."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forums.discussion import polis
from forums.discussion.domain import imports
from mobilize.kernel.refusal import Refused
from people import queries
from people.models import Community, User

WIDTH = 30


class Bar:
    """A bar of progress on standard error: reading is its first half, writing its second."""

    def __init__(self, stream) -> None:
        self.stream = stream
        self.shown = -1

    def half(self, first: int):
        def report(done: int, total: int) -> None:
            self.show(first + (50 * done // total if total else 50))

        return report

    def show(self, percent: int) -> None:
        if percent != self.shown:
            self.shown = percent
            full = WIDTH * percent // 100
            self.stream.write(f"\r[{'#' * full}{'-' * (WIDTH - full)}] {percent:3d} %", ending="")
            self.stream.flush()

    def end(self) -> None:
        if self.shown >= 0:
            self.stream.write("")


class Command(BaseCommand):
    help = "Bring in a Polis export (a folder with summary.csv, comments.csv, votes.csv) as an open forum."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--community", metavar="SLUG", required=True)
        parser.add_argument(
            "--author", metavar="USERNAME", required=True, help="acts, and owes the answers until handed over"
        )

    def handle(self, *args, folder: Path, community: str, author: str, **options):
        now = timezone.now()
        actor = self._actor(community, author, now)
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        bar = Bar(self.stderr)
        try:
            conversation = polis.read(folder, progress=bar.half(0))
            done = imports.import_conversation(
                actor, conversation=conversation, now=now, progress=bar.half(50)
            )
        except polis.Faulty as faulty:
            bar.end()
            for fault in faulty.faults:
                self.stderr.write(fault)
            if faulty.more:
                self.stderr.write(f"There are {faulty.more} more faults that are not listed here.")
            raise CommandError(f"Nothing was brought in: {faulty}.") from None
        except Refused as refused:
            bar.end()
            raise CommandError(f"Nothing was brought in: {refused.message} ({refused.code})") from None
        except BaseException:
            bar.end()
            raise
        bar.show(100)
        bar.end()
        self.stdout.write(
            f"perspectives={done.perspectives} removed={done.removed} participants={done.participants} "
            f"votes={done.votes} changed={done.changed}"
        )

    def _actor(self, slug: str, username: str, now):
        if not Community.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no community with the short name {slug!r}.")
        user = User.objects.filter(username=username).first()
        actor = queries.actor_for(user, community_slug=slug, now=now) if user else None
        if actor is None:
            raise CommandError(f"Nobody with the user name {username!r} is a member of {slug!r} now.")
        return actor
