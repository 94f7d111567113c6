import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0004_held_by_screening"),
        ("people", "0005_encrypt_who_gave_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportingAgency",
            fields=[
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporting_agency",
                        serialize=False,
                        to="people.community",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the agency")),
                ("number", models.CharField(max_length=60, verbose_name="its number")),
                ("reviewed_on", models.DateField(verbose_name="last tried on")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reporting agencies",
            },
        ),
    ]
