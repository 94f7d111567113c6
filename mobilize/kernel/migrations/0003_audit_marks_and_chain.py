import django.db.models.deletion
from django.db import migrations, models

WORDS = ("at", "community", "actor", "action", "kind", "object_id", "note", "mark")
FUNCTION = """
CREATE FUNCTION audit_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of the audit trail does not change'; END $$
"""


def let_lines_stay(apps, editor):
    """Let the database refuse to change what a line says. Binding it into the chain is no change."""
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(
            f"CREATE TRIGGER audit_lines_stay BEFORE UPDATE OF {', '.join(WORDS)} ON kernel_auditentry "
            "FOR EACH ROW EXECUTE FUNCTION audit_lines_stay()"
        )
    elif editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER audit_lines_stay BEFORE UPDATE OF {', '.join(WORDS)} ON kernel_auditentry "
            "BEGIN SELECT RAISE(ABORT, 'a line of the audit trail does not change'); END"
        )


def let_go(apps, editor):
    on = " ON kernel_auditentry" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER audit_lines_stay{on}")
    if on:
        editor.execute("DROP FUNCTION audit_lines_stay()")


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_slots_and_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("lines_hash", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("mark", models.CharField(max_length=64)),
                ("purged_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="auditentry",
            name="mark",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="link",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="kernel.auditlink",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["link", "id"], name="audit_lines_of_a_link"),
        ),
        migrations.RunPython(let_lines_stay, let_go),
    ]
