"""The way of reading a draft that Wagtail brings along is called by what it does."""

from django.conf import settings
from django.db import migrations
from django.utils import translation
from django.utils.translation import gettext

BEFORE = "Moderators approval"  # as Wagtail makes it, whatever the language of the site


def rename(apps, schema_editor):
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Organizers read it first")
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=BEFORE).update(name=name)


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_who_is_in_a_picture"), ("wagtailcore", "0048_add_default_workflows")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
