import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """No road leads from a member to the date of birth; nothing in the database changes."""

    dependencies = [("people", "0007_roster_links_and_runs")]

    operations = [
        migrations.AlterField(
            model_name="birth",
            name="membership",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="+",
                serialize=False,
                to="people.membership",
            ),
        ),
    ]
