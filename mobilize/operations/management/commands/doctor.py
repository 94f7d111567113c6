"""Look at the installation and change nothing."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from mobilize.operations import doctor
from mobilize.operations.doctor import Level


class Command(BaseCommand):
    help = (
        "Look at the installation: one line for each check. Ends with 1 if something is bad. Changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("checks", nargs="*", metavar="CHECK", help="only these")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, checks, **options):
        _do_not_wait_in_line()
        found = doctor.examine(now=timezone.now(), only=tuple(checks))
        self.stdout.write(_as_json(found) if options["json"] else "\n".join(map(_line, found)))
        if any(finding.level == Level.BAD for finding in found):
            raise SystemExit(1)


def _do_not_wait_in_line() -> None:
    """Reach the database directly: its pool would wait a minute for a server that is away, at each check."""
    options = connection.settings_dict["OPTIONS"]
    if options.get("pool") and connection.connection is None:
        connection.settings_dict["OPTIONS"] = {**options, "pool": None, "connect_timeout": 5}


def _line(finding: doctor.Finding) -> str:
    line = f"{finding.level:<4}  {finding.check:<10}  {finding.words}"
    return f"{line}\n{'':18}{finding.hint}" if finding.hint else line


def _as_json(found: list) -> str:
    return json.dumps([asdict(finding) for finding in found], indent=1)
