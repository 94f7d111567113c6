from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0003_prompt_and_show_of_hands")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
