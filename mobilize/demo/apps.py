from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mobilize.demo"
    label = "demo"
    verbose_name = "Demo"
