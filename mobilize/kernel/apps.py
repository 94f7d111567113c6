from datetime import timedelta

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "mobilize.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self):
        from mobilize.kernel.schedule import regularly

        regularly("mobilize.kernel.cleaning.clean", every=timedelta(days=1))
