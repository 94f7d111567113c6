"""Bring a backup back into an empty place."""

import getpass
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mobilize.operations import restoring, wrapped_keys
from mobilize.operations.trouble import Trouble

START = """The base lies in {data}. Now:
1. Start PostgreSQL there (pg_ctl -D {data} start); it reads the log of changes until its end.
2. Then: manage.py restore --finish"""


class Command(BaseCommand):
    help = (
        "Bring back the set DIR, or the newest set in DIR; without DIR only the keys. "
        "Nothing that is there is ever overwritten."
    )
    requires_system_checks = []  # there is no database yet

    def add_arguments(self, parser):
        parser.add_argument("dir", nargs="?", metavar="DIR")
        parser.add_argument(
            "--keys",
            metavar="FILE",
            help="the wrapped keys; their passphrase from MOBILIZE_KEYS_PASSPHRASE or as typed",
        )
        parser.add_argument("--pgdata", metavar="DIR", help="PostgreSQL: the empty data folder to fill")
        parser.add_argument(
            "--finish",
            action="store_true",
            help="the last step where others ran before: make the data that came back fit for use",
        )

    def handle(self, *, dir, keys, pgdata, finish, **options):
        try:
            if finish:
                self._tell(restoring.finish())
                return
            if not (dir or keys):
                raise Trouble("not_a_backup", "Say which backup: manage.py restore DIR")
            wrapped = Path(keys) if keys else None
            passphrase = ""
            if wrapped:
                passphrase = os.environ.get("MOBILIZE_KEYS_PASSPHRASE") or getpass.getpass("Passphrase: ")
            if wrapped and not dir:
                brought = wrapped_keys.put_back(wrapped_keys.unwrap(wrapped, passphrase))
                self.stdout.write(f"Brought back: {', '.join(brought) or 'nothing, all were here'}.")
                return
            if connection.vendor == "sqlite":
                self._tell(restoring.restore(Path(dir), wrapped=wrapped, passphrase=passphrase))
                return
            if not pgdata:
                raise Trouble("no_place", "Say where the data folder of PostgreSQL shall be: --pgdata DIR")
            restoring.restore_postgres(Path(dir), Path(pgdata), wrapped=wrapped, passphrase=passphrase)
            self.stdout.write(START.format(data=pgdata))
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def _tell(self, found: restoring.Restored) -> None:
        if found.made_at:
            self.stdout.write(f"Restored to {found.made_at}.")
        if found.behind:
            self.stdout.write(
                "The data are of an older Mobilize: manage.py migrate, then manage.py restore --finish"
            )
            return
        self.stdout.write("The keys open the data.")
        if found.polls_without_key:
            self.stdout.write(
                f"{found.polls_without_key} running polls have lost their key. Each becomes void and says why; "
                "open it again for a new vote."
            )
