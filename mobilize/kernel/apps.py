from datetime import timedelta

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "mobilize.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self):
        from mobilize.kernel import cleaning, purposes, sentences  # noqa: F401  its lines and its check
        from mobilize.kernel.schedule import regularly

        sentences.speak()
        regularly("mobilize.kernel.retention.nightly", every=timedelta(days=1))
        regularly("mobilize.kernel.audit_chain.bind", every=timedelta(minutes=1))
