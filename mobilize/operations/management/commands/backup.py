"""Copy the data, once or all the time; wrap the keys apart."""

import getpass
import os
import signal
import threading
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from mobilize.operations import postgres_copy, sets, sqlite_copy, wrapped_keys
from mobilize.operations.trouble import Trouble


class Command(BaseCommand):
    help = "Copy database and media into DIR (default: MOBILIZE_BACKUP_DIR). The keys are never among them: --keys-to."

    def add_arguments(self, parser):
        parser.add_argument("dir", nargs="?", default=settings.BACKUP_DIR, metavar="DIR")
        parser.add_argument(
            "--follow", action="store_true", help="keep the copy within seconds of the data, until SIGTERM"
        )
        parser.add_argument("--rest", type=float, default=1.0, help="seconds between two looks of --follow")
        parser.add_argument(
            "--keep-days",
            type=int,
            default=settings.BACKUP_DAYS,
            help="delete older sets; one that is newest stays",
        )
        parser.add_argument(
            "--keys-to",
            metavar="FILE",
            help="do nothing but wrap the keys into FILE, with the passphrase of MOBILIZE_KEYS_PASSPHRASE or as typed",
        )

    def handle(self, *, dir, follow, rest, keep_days, keys_to, **options):
        try:
            if keys_to:
                self._wrap(Path(keys_to))
                return
            if not dir:
                raise Trouble("no_place", "Say where to: manage.py backup DIR, or set MOBILIZE_BACKUP_DIR.")
            copies = sqlite_copy if connection.vendor == "sqlite" else postgres_copy
            folder = Path(dir).resolve()
            if folder.is_relative_to(settings.KEYS_DIR) or settings.KEYS_DIR.is_relative_to(folder):
                raise Trouble("beside_the_keys", "The copies must not lie with the keys that open them.")
            if follow:
                over = threading.Event()
                for sign in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(sign, lambda *_: over.set())
                copies.Follower(folder).follow(rest=rest, clock=timezone.now, over=over.is_set)
                return
            now = timezone.now()
            made = copies.take(folder, now=now)
            gone = sets.expire(folder, now=now, days=keep_days)
            if copies is postgres_copy:
                postgres_copy.cut_log(folder)
            self.stdout.write(f"The backup {made} is whole. {gone} old ones were deleted.")
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def _wrap(self, target: Path) -> None:
        passphrase = os.environ.get("MOBILIZE_KEYS_PASSPHRASE") or getpass.getpass("Passphrase: ")
        names = wrapped_keys.wrap(target, passphrase)
        self.stdout.write(
            f"{', '.join(names)}: wrapped in {target}. Keep the passphrase elsewhere, on paper and with two people."
        )
