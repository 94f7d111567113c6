from django.db import migrations
from django.utils import timezone

HIDDEN = ("withdrawn", "removed", "returned")


def count_from_today(apps, schema_editor):
    """Nobody wrote down when these were hidden. From today on is longer than the rule, never shorter."""
    for name in ("Perspective", "Reply"):
        apps.get_model("discussion", name).objects.filter(state__in=HIDDEN, hidden_at=None).update(
            hidden_at=timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [("discussion", "0004_when_words_were_hidden")]

    operations = [migrations.RunPython(count_from_today, migrations.RunPython.noop)]
