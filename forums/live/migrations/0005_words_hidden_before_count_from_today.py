from django.db import migrations
from django.utils import timezone

HIDDEN = ("withdrawn", "removed", "returned")


def count_from_today(apps, schema_editor):
    """Nobody wrote down when these were hidden. From today on is longer than the rule, never shorter."""
    messages = apps.get_model("live", "Message").objects.filter(state__in=HIDDEN, hidden_at=None)
    messages.update(hidden_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("live", "0004_when_words_were_hidden")]

    operations = [migrations.RunPython(count_from_today, migrations.RunPython.noop)]
