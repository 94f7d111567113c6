"""Each language of the pages has its own tree, and so its own start page beside the first one."""

from django.conf import settings
from django.db import migrations


def begin(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    SiteHomePage = apps.get_model("cms", "SiteHomePage")

    first = SiteHomePage.objects.order_by("path").first()
    kind = ContentType.objects.get(app_label="cms", model="sitehomepage")
    for code, _name in settings.LANGUAGES:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        if SiteHomePage.objects.filter(locale=locale).exists():
            continue
        places = Page.objects.filter(depth=2).count() + 1
        taken = set(Page.objects.filter(depth=2).values_list("path", flat=True))
        path = next(path for path in (f"0001{n:04d}" for n in range(places, places + 9)) if path not in taken)
        SiteHomePage.objects.create(
            title=first.title,
            draft_title=first.title,
            slug=f"home-{code}",
            content_type=kind,
            path=path,
            depth=2,
            numchild=0,
            url_path=f"/home-{code}/",
            locale=locale,
            translation_key=first.translation_key,
        )
        Page.objects.filter(depth=1).update(numchild=places)


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_one_page_in_several_languages")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
