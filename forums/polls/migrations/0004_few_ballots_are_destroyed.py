"""Fewer than five ballots do not stay beside the marks of who voted (rule 36). Nor does a void poll keep its marks."""

from django.db import migrations


def destroy_few_ballots(apps, schema_editor):
    few = apps.get_model("polls", "GoalPoll").objects.filter(ending="too_few")
    for name in ("Ballot", "Tally"):
        apps.get_model("polls", name).objects.filter(poll__in=few).delete()
    envelopes = apps.get_model("polls", "Envelope").objects.filter(poll__ending__in=["too_few", "void"])
    envelopes.update(voted=None)  # in one update


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0003_receipts"),
    ]

    operations = [
        migrations.RunPython(destroy_few_ballots, migrations.RunPython.noop, elidable=True),
    ]
