"""Fewer than five ballots are an ending of their own. Polls that ended before with a count of so few tell nothing now."""

from django.db import migrations, models

FEWEST = 5  # as rule 36 had it when this ending came
NOTHING = {"winners": [], "rounds": [], "tallies": [], "tied": [], "explanation": []}


def forget_small_counts(apps, schema_editor):
    for tally in apps.get_model("polls", "Tally").objects.filter(poll__ending__in=["counted", "tie"]):
        if tally.result["ballots"] < FEWEST:
            tally.result |= NOTHING
            tally.save(update_fields=["result"])
            type(tally.poll).objects.filter(pk=tally.poll_id).update(ending="too_few")


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0001_goal_polls"),
    ]

    operations = [
        migrations.AlterField(
            model_name="goalpoll",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("counted", "Counted"),
                    ("tie", "Counted, with a tie settled by the rule"),
                    ("too_few", "Too few people voted, so nothing is told"),
                    ("no_quorum", "Too few people voted"),
                    ("no_ballots", "Nobody voted"),
                    ("void", "Not valid"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(forget_small_counts, migrations.RunPython.noop, elidable=True),
    ]
