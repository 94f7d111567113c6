"""Put a new key in the place of an old one, and write anew what lies under the old one."""

from django.core.management.base import BaseCommand

from mobilize.kernel import encrypted, keys, renewal
from people.domain import seal


class Command(BaseCommand):
    help = (
        "Change a key: 'seal' (who wrote what) or 'fields' (encrypted fields). The site goes on meanwhile. If it is "
        "killed, call it again: it goes on where it stopped. The old key stays in MOBILIZE_KEYS_DIR under its own "
        "name, since older backups need it; wrap the keys anew afterwards (manage.py backup --keys FILE)."
    )

    def add_arguments(self, parser):
        parser.add_argument("which", choices=("seal", "fields"))
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *, which, batch, **options):
        name = {"seal": keys.SEAL_KEY, "fields": encrypted.KEY}[which]
        keys.read(name)
        begun = keys.begin_renewal(name)
        self.stdout.write(
            "A new key is in place." if begun else "The last change was not finished: going on."
        )
        rows = self._seals(batch) if which == "seal" else self._fields(batch)
        old = keys.end_renewal(name)
        self.stdout.write(f"{rows} rows were written anew. The old key is kept as {which}.{old}.key.")

    def _seals(self, batch: int) -> int:
        rows = 0
        # A second time around: whoever spoke for the first time in the moment of the change is found too.
        for _round in range(2):
            renewed, last = seal.renew_some(size=batch)
            rows += renewed
            while last:
                renewed, last = seal.renew_some(after=last, size=batch)
                rows += renewed
        return rows

    def _fields(self, batch: int) -> int:
        rows = 0
        for _round in range(2):
            for model, names in renewal.models_with_fields().items():
                renewed, last = renewal.renew_some(model, names, size=batch)
                rows += renewed
                while last is not None:
                    renewed, last = renewal.renew_some(model, names, after=last, size=batch)
                    rows += renewed
        return rows
