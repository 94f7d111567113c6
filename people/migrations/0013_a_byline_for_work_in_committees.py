from django.db import migrations, models


class Migration(migrations.Migration):
    """Words for a committee that wait for a person speak by a byline too, and never by a name."""

    dependencies = [("people", "0012_consent_age_of_a_community")]

    operations = [
        migrations.AlterField(
            model_name="byline",
            name="scope_kind",
            field=models.CharField(
                choices=[
                    ("forum", "Forum"),
                    ("session", "Community session"),
                    ("work", "Committees and polls"),
                ],
                max_length=10,
            ),
        ),
    ]
