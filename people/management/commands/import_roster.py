"""Bring in a list of students from the console."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people import queries
from people.domain import roster
from people.domain.roster.rows import today_of
from people.domain.roster.runs import checked
from people.enums import Band
from people.models import Community, User

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Bring in the students of PATH: a OneRoster package (ZIP or folder, version 1.1 or 1.2) or a CSV file. "
        "All or nothing; each fault is told by line and column. Nobody gets a password: cards are printed afterwards."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--community", metavar="SLUG", required=True)
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help="the administrator who answers for it"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--leave-out-adults", action="store_true", help="else a row of an adult refuses the list"
        )
        parser.add_argument("--with-guardians", action="store_true", help="bring in guardians and link them")
        parser.add_argument(
            "--end-gone", action="store_true", help="end memberships of who is not in the list"
        )
        parser.add_argument(
            "--other-band", choices=Band.values, default="", help="without day of birth and grade"
        )
        parser.add_argument("--band-b-from", type=int, default=8, help="the first grade of 13 to 15")
        parser.add_argument("--band-c-from", type=int, default=11, help="the first grade of 16 and 17")

    def handle(self, *args, path: Path, community: str, by: str, dry_run: bool, **options):
        now = timezone.now()
        actor = self._actor(community, by, now)
        try:
            choices = checked(
                roster.Choices(**{name: options[name] for name in roster.Choices.__dataclass_fields__})
            )
            read, digest = self._read(path, choices, actor, now)
            self._tell_faults(read)
            plan = roster.compare(actor.community, roster=read, choices=choices, now=now)
            self._tell_faults(read)
            self.stdout.write(f"Read as {read.read_as}.")
            for name, count in {**plan.counts, **read.left_out}.items():
                self.stdout.write(f"{name}: {count}")
            if dry_run:
                self.stdout.write("Nothing was changed.")
                return
            roster.carry_out(actor, roster=read, choices=choices, mark=plan.mark, digest=digest, now=now)
        except Refused as refused:
            raise CommandError(f"{refused.message} ({refused.code})") from refused
        self.stdout.write("Carried out.")

    def _actor(self, slug, username, now):
        if not Community.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no community {slug!r}.")
        user = User.objects.filter(username__iexact=username, is_active=True).first()
        actor = queries.actor_for(user, community_slug=slug, now=now) if user else None
        if actor is None:
            raise CommandError(f"{username!r} is no member of {slug!r}.")
        return actor

    def _read(self, path: Path, choices, actor, now):
        today = today_of(actor.community, now)
        if path.is_dir():
            digest = hashlib.sha256()
            for table in sorted(path.glob("*.csv")):
                digest.update(table.name.encode() + table.read_bytes())
            return roster.read_folder(path, choices=choices, today=today), digest.hexdigest()
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as file:
            data = file.read(roster.MOST_BYTES + 1)  # a larger one is refused, not read
        return roster.read(data, choices=choices, today=today), hashlib.sha256(data).hexdigest()

    def _tell_faults(self, read):
        if not read.problems:
            return
        for fault in read.problems[:SHOWN]:
            where = " ".join(
                filter(None, (fault.file, f"line {fault.line}" if fault.line else "", fault.column))
            )
            self.stderr.write(f"{where or 'file'}: {fault.message} ({fault.code})")
        count = len(read.problems)
        raise CommandError(f"{count} faults, {min(count, SHOWN)} shown. Nothing was changed.")
