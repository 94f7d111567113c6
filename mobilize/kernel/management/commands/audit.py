"""Look after the audit trail: verify it, bind what is new, or tell the hash to keep elsewhere."""

from django.core.management.base import BaseCommand, CommandError

from mobilize.kernel import audit_chain
from mobilize.kernel.models import AuditEntry


class Command(BaseCommand):
    help = (
        "The audit trail. verify: find every line that was changed, added or taken away (ends with 1 if there is one); "
        "head: the last link's number and hash, to be kept elsewhere; bind: bind what is new now."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify", "head", "bind"])
        parser.add_argument("--anchor", default="", metavar="HASH", help="a hash that head told earlier")

    def handle(self, *, what: str, anchor: str, **_):
        getattr(self, what)(anchor)

    def verify(self, anchor: str) -> None:
        found = 0
        for fault in audit_chain.faults(anchor=anchor):
            found += 1
            self.stdout.write(str(fault))
        if found:
            raise CommandError(f"The trail is not as it was written: {found} faults.", returncode=1)
        self.stdout.write(f"The trail is whole: {AuditEntry.objects.count()} lines.")

    def head(self, _anchor: str) -> None:
        last = audit_chain.head()
        self.stdout.write(f"{last.number} {last.hash}" if last else "There is no link yet.")

    def bind(self, _anchor: str) -> None:
        self.stdout.write(f"Bound {audit_chain.bind()} lines.")
