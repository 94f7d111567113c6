from django.db import migrations, models


class Migration(migrations.Migration):
    """What was written before has no language: nobody wrote down in which one it is."""

    dependencies = [("discussion", "0005_words_hidden_before_count_from_today")]

    operations = [
        migrations.AddField(
            model_name="perspective",
            name="language",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
        migrations.AddField(
            model_name="reply",
            name="language",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
    ]
