import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_encrypt_who_gave_consent")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="people.community",
                default=None,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="statement",
            name="membership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statements",
                to="people.membership",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="byline",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statements",
                to="people.byline",
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["about_kind", "about_id"], name="statements_on_a_record"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("byline", None), ("membership__isnull", False))
                | models.Q(("byline__isnull", False), ("membership", None)),
                name="statement_speaks_for_one",
            ),
        ),
    ]
