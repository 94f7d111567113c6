from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_duty_care_and_concerns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="reason",
            field=models.CharField(
                choices=[
                    ("band", "In this age group a person reads each post first."),
                    ("first_posts", "A person reads your first posts before others do."),
                    ("outside_hours", "Nobody is at the desk now. A person reads it when the desk opens."),
                    ("contact_details", "It may hold a phone number, an address or a link."),
                    ("reported", "Somebody asked us to look at it."),
                    ("live_hold", "In this session a person reads each message first."),
                    ("care", "We want everybody to be safe and well. A person reads it first."),
                    ("conduct", "Some of the words may hurt somebody. A person reads it first."),
                    ("drill", "This is a drill. Nobody wrote it."),
                ],
                max_length=20,
            ),
        ),
    ]
