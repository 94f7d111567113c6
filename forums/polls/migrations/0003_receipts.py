"""One row for each counted poll: the marks of all receipts, sorted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0002_few_ballots_tell_nothing"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceiptList",
            fields=[
                (
                    "poll",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="receipt_list",
                        serialize=False,
                        to="polls.goalpoll",
                    ),
                ),
                ("marks", models.JSONField()),
            ],
        ),
    ]
