from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_words_set_aside_and_why_a_severity_changed")]

    operations = [
        migrations.AlterField(
            model_name="concernentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("raised", "Raised"),
                    ("acknowledged", "Acknowledged"),
                    ("triaged", "Looked at"),
                    ("action", "Action"),
                    ("referral", "Handed to an agency"),
                    ("report", "Reported by duty"),
                    ("guardians", "Decision about telling guardians"),
                    ("addendum", "Addition or correction"),
                    ("child_told", "The young person was told"),
                    ("statement", "In the young person's own words"),
                    ("review", "Review"),
                    ("closed", "Closed"),
                    ("reopened", "Opened again"),
                ],
                max_length=20,
            ),
        ),
    ]
