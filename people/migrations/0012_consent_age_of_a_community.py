from django.db import migrations, models

import people.models.policy


class Migration(migrations.Migration):
    dependencies = [("people", "0011_a_yes_for_one_agency")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="consent_age",
            field=models.PositiveSmallIntegerField(
                choices=[(13, "13"), (16, "16"), (18, "18")],
                default=people.models.policy.house_consent_age,
                verbose_name="age under which a guardian must agree",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent_age__in", (13, 16, 18))), name="consent_age_begins_a_band"
            ),
        ),
    ]
