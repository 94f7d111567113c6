"""Print the demo's accounts."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mobilize.demo import cast


def rows() -> list[dict]:
    """Return one row per account and role: username, password, totp_secret, role, band, community."""
    return [
        {
            "username": account.username,
            "password": cast.PASSWORD,
            "totp_secret": account.totp_secret,
            "role": str(role),
            "band": str(account.band),
            "community": account.community,
        }
        for account in cast.accounts()
        for role in account.roles[:1]
    ]


class Command(BaseCommand):
    help = "Print every demo account (development settings only)."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args, **options):
        if not settings.DEMO_DOORS:
            raise CommandError("Demo accounts exist in the development settings only.")
        if options["json"]:
            self.stdout.write(json.dumps(rows(), indent=1))
            return
        self.stdout.write(f"All demo accounts have the password {cast.PASSWORD}")
        self.stdout.write(f"{'user name':16} {'role':22} {'band':5} {'community':14} second factor (seed)")
        shown = set()
        for row in rows():
            key = (row["role"], row["band"], row["community"])
            if key in shown:
                continue  # one card of each kind; --json has them all
            shown.add(key)
            self.stdout.write(
                f"{row['username']:16} {row['role']:22} {row['band']:5} {row['community']:14} {row['totp_secret'] or '-'}"
            )
