"""``manage.py found_community``: the first step of a real installation."""

from argparse import ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cms.domain.help import plant_help_numbers
from cms.helplines import BY_COUNTRY
from mobilize.kernel.refusal import Refused
from people.domain import communities
from people.enums import CommunityKind
from people.models import Community

NEXT = """{name} is founded.

1. Open {base}/accounts/one-use-code/
   Type the user name  {username}
   and the code        {code}
   within {minutes} minutes, and choose a password. The code works once.
2. Set up the second step of signing in, with an app on a phone. The site asks for it.
3. Let the next people in: {base}/c/{slug}/people/
   {check_note}
4. Try the help numbers and set their date: {base}/cms/ (Settings, Help numbers).{help_note}

The keys that seal who wrote what lie in the folder MOBILIZE_KEYS_DIR. Keep a copy of that folder apart from
the copies of the database: without it no young person can be told what became of their words.
"""

CHECKED = (
    """{username} has a safeguarding check that opens young people's rooms until the day before {until}."""
)
UNCHECKED = """{username} has no safeguarding check on record. Until one is, no page that shows a student or a young
   person's words opens, and no student can be added by hand. Let a second administrator in, who records the check:
   nobody records their own. Or found with --administrator-cleared-until YYYY-MM-DD once you have seen it."""


def day(value: str) -> date:
    """Read a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ArgumentTypeError(f"{value!r} is no day. Write it as YYYY-MM-DD.") from None


class Command(BaseCommand):
    help = "Found a community with its first administrator, its keys and its pages."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help='as people say it: "Harbour Road School"')
        parser.add_argument("--slug", required=True, help="for addresses: harbour-road")
        parser.add_argument("--administrator", required=True, metavar="USERNAME")
        parser.add_argument("--administrator-name", required=True, metavar="NAME")
        parser.add_argument(
            "--administrator-cleared-until",
            type=day,
            metavar="YYYY-MM-DD",
            help="you have seen the administrator's safeguarding check: it opens rooms until the day before this day",
        )
        parser.add_argument("--kind", choices=CommunityKind.values, default=CommunityKind.SCHOOL.value)
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Paris (default: UTC)")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--country",
            action="append",
            default=[],
            choices=sorted(BY_COUNTRY),
            help="plant the public help numbers of this country; may be given more than once",
        )

    def handle(self, *args, **options):
        if Community.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is a community {options['slug']!r} already. Nothing was changed.")
        try:
            with transaction.atomic():
                community, user, code = communities.found(
                    name=options["name"],
                    slug=options["slug"],
                    kind=options["kind"],
                    time_zone=options["time_zone"],
                    language=options["language"],
                    administrator_username=options["administrator"],
                    administrator_name=options["administrator_name"],
                    administrator_cleared_until=options["administrator_cleared_until"],
                    now=timezone.now(),
                )
                plant_help_numbers(*options["country"])
        except Refused as refused:
            about = f" ({refused.field})" if refused.field else ""
            raise CommandError(f"{refused.message}{about} Nothing was changed.") from refused
        until = options["administrator_cleared_until"]
        check = CHECKED if until else UNCHECKED
        self.stdout.write(
            NEXT.format(
                name=community.name,
                slug=community.slug,
                base=settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
                username=user.username,
                code=code,
                check_note=check.format(username=user.username, until=until),
                minutes=settings.MOBILIZE["SIGN_IN_CODE_MINUTES"],
                help_note="" if options["country"] else '\n   There are none yet: "Get help now" needs them.',
            )
        )
