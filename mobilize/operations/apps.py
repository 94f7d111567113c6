from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What the people who run an installation need: backup, restore, doctor. It has no tables and no pages."""

    name = "mobilize.operations"
    label = "operations"
    verbose_name = "Operations"
