import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mobilize.kernel.encrypted
import mobilize.kernel.models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_reporting_agency"),
        ("people", "0013_a_byline_for_work_in_committees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("words", mobilize.kernel.encrypted.EncryptedTextField(blank=True)),
                ("place", models.CharField(max_length=200)),
                ("place_url", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a person"),
                            ("released", "May be entered"),
                            ("returned", "Sent back with a note"),
                            ("removed", "Removed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "byline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to="people.byline",
                    ),
                ),
            ],
            options={"verbose_name_plural": "set aside", "ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="SeverityChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("S0", "Routine"),
                            ("S4", "Conduct"),
                            ("S3", "Concern"),
                            ("S2", "Disclosure"),
                            ("S1", "Someone may be in danger"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("S0", "Routine"),
                            ("S4", "Conduct"),
                            ("S3", "Concern"),
                            ("S2", "Disclosure"),
                            ("S1", "Someone may be in danger"),
                        ],
                        max_length=2,
                    ),
                ),
                ("reason", mobilize.kernel.encrypted.EncryptedTextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="severity_changes",
                        to="moderation.case",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
