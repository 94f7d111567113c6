import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mobilize.kernel.encrypted
import mobilize.kernel.models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_statements_speak_by_byline")]

    operations = [
        migrations.CreateModel(
            name="RosterLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("source", models.CharField(max_length=60)),
                ("external_id", models.CharField(max_length=200)),
                ("group", models.CharField(blank=True, max_length=120, verbose_name="class or group")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roster_links",
                        to="people.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roster_links",
                        to="people.membership",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="RosterRun",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Read, not carried out"),
                            ("waiting", "Is carried out now"),
                            ("done", "Carried out"),
                            ("refused", "Refused: nothing changed"),
                            ("dropped", "Dropped"),
                        ],
                        default="ready",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("mark", models.CharField(max_length=64)),
                ("rows", mobilize.kernel.encrypted.EncryptedTextField(blank=True)),
                ("counts", models.JSONField(default=dict)),
                ("refused_because", models.CharField(blank=True, max_length=40)),
                ("expires_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roster_runs",
                        to="people.community",
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            model_name="rosterlink",
            constraint=models.UniqueConstraint(
                fields=("community", "source", "external_id"), name="one_member_per_roster_number"
            ),
        ),
        migrations.AddIndex(
            model_name="rosterlink",
            index=models.Index(fields=["community", "group"], name="roster_links_of_a_group"),
        ),
    ]
