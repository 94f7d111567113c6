from django.db import migrations, models


class Migration(migrations.Migration):
    """A young person's yes to one agency is no yes to another."""

    dependencies = [("people", "0010_who_is_who_at_the_school_s_sign_in")]

    operations = [
        migrations.AddField(
            model_name="assent",
            name="subject",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
