"""``migrate`` as Django has it, in three quarters of its time."""

import gc

from django.core.management.commands import migrate

#: Django draws tens of thousands of models for the states between migrations; nothing of that is worth a look before
#: the end. Measured on an empty database: 29 s of processor time instead of 41, and 325 MB instead of 187.
SELDOM = (100_000, 20, 20)


class Command(migrate.Command):
    def handle(self, *arguments, **options) -> None:
        usual = gc.get_threshold()
        gc.set_threshold(*SELDOM)
        try:
            super().handle(*arguments, **options)
        finally:
            gc.set_threshold(*usual)
