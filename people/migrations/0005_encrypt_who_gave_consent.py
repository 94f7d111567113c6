from django.db import migrations

from mobilize.kernel.encrypted import encrypted

ABOUT = "people.Consent.giver_name"


def encrypt(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, giver_name FROM people_consent WHERE giver_name <> ''")
        for pk, name in cursor.fetchall():
            cursor.execute(
                "UPDATE people_consent SET giver_name = %s WHERE id = %s", [encrypted(name, about=ABOUT), pk]
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0004_family_policy_and_privacy")]

    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
