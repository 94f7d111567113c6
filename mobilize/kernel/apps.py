from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "mobilize.kernel"
    label = "kernel"
    verbose_name = "Kernel"
