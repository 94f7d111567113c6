from datetime import timedelta

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Pages"

    def ready(self):
        from cms import forms, refusals, rules  # noqa: F401
        from cms.domain import pages, pictures
        from committees import doors
        from mobilize.kernel.schedule import regularly
        from people import consents, departures, furnishing
        from people.enums import ConsentPurpose

        forms.bind()
        furnishing.register(pages.furnish_community)
        doors.register(pages.address_of_plan)
        doors.register_many(pages.addresses_of_plans)
        regularly("cms.tasks.publish_scheduled", every=timedelta(minutes=1))
        consents.on_withdrawal(ConsentPurpose.IMAGE, "cms.domain.pictures.end_for")
        departures.register(pictures.end_for_leaver)
        regularly("cms.tasks.withhold_pictures", every=timedelta(minutes=15))
