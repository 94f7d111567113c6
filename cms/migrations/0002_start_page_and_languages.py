"""Wagtail begins with a welcome page, two groups that may edit everything, and one language. Ours begins otherwise."""

from django.conf import settings
from django.db import migrations


def begin(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    SiteHomePage = apps.get_model("cms", "SiteHomePage")

    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    kind, _made = ContentType.objects.get_or_create(app_label="cms", model="sitehomepage")
    Site.objects.all().delete()
    Page.objects.filter(path="00010001", depth=2).delete()
    home = SiteHomePage.objects.create(
        title="Mobilize",
        draft_title="Mobilize",
        slug="home",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.get(language_code="en"),
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(
        hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Mobilize"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_pages_and_doors"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
