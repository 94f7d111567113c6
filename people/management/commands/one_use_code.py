"""Print a one-use code for somebody whom no administrator can help."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.domain import sign_in_codes
from people.models import User


class Command(BaseCommand):
    help = (
        "Print a one-use code for the account USERNAME. With it the person chooses a new password at "
        "/accounts/one-use-code/. The code works once, for 15 minutes; the person is told at the next sign-in."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username__iexact=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account with the user name {username!r}.")
        now = timezone.now()
        code = sign_in_codes.issue_at_console(user=user, now=now)
        until = timezone.localtime(sign_in_codes.works_until(now))
        self.stdout.write(f"One-use code for {user.username}: {code} (works until {until:%H:%M %Z})")
