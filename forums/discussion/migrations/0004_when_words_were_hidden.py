from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussion", "0003_stems")]

    operations = [
        migrations.AddField(
            model_name="perspective",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
