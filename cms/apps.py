from datetime import timedelta

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Pages"

    def ready(self):
        from cms import forms
        from cms.domain import pages
        from committees import doors
        from mobilize.kernel.schedule import regularly
        from people import furnishing

        forms.bind()
        furnishing.register(pages.furnish_community)
        doors.register(pages.address_of_plan)
        doors.register_many(pages.addresses_of_plans)
        regularly("cms.tasks.publish_scheduled", every=timedelta(minutes=1))
