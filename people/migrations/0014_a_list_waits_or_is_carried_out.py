from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_a_byline_for_work_in_committees")]

    operations = [
        migrations.AlterField(
            model_name="rosterrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("ready", "Read, not carried out"),
                    ("waiting", "Waits for its turn"),
                    ("working", "Is carried out now"),
                    ("done", "Carried out"),
                    ("refused", "Refused: nothing changed"),
                    ("dropped", "Dropped"),
                ],
                default="ready",
                max_length=10,
            ),
        )
    ]
