"""The database itself keeps published editions as they are.

An update passes only if it is a redaction: page, hash and list of redactions change together, the list grows, and
nothing else changes. A deletion never passes. A later migration that alters this table on SQLite makes the table anew
and must plant the triggers again.
"""

from django.db import migrations

KEPT = (
    "id",
    "public_id",
    "plan_id",
    "number",
    "title",
    "language",
    "published_at",
    "published_by_id",
    "body",
    "changes",
)
TABLE = "committees_planedition"
SQLITE = (
    f"""
    CREATE TRIGGER plan_edition_stays BEFORE UPDATE ON {TABLE}
    WHEN {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)}
      OR NEW.sha256 IS OLD.sha256 OR NEW.html IS OLD.html
      OR json_array_length(NEW.redactions) <= json_array_length(OLD.redactions)
    BEGIN SELECT RAISE(ABORT, 'a published edition never changes'); END
    """,
    f"""
    CREATE TRIGGER plan_edition_is_kept BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'a published edition is kept'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION plan_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a published edition is kept' USING ERRCODE = 'integrity_constraint_violation'; END IF;
      IF {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)}
        OR NEW.sha256 = OLD.sha256 OR NEW.html = OLD.html
        OR jsonb_array_length(NEW.redactions) <= jsonb_array_length(OLD.redactions)
      THEN RAISE EXCEPTION 'a published edition never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF;
      RETURN NEW;
    END $$
    """,
    f"""
    CREATE TRIGGER plan_edition_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION plan_edition_stays()
    """,
)
AWAY = {
    "sqlite": ("DROP TRIGGER plan_edition_stays", "DROP TRIGGER plan_edition_is_kept"),
    "postgresql": (f"DROP TRIGGER plan_edition_stays ON {TABLE}", "DROP FUNCTION plan_edition_stays()"),
}


def plant(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def uproot(apps, schema_editor):
    for statement in AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_committees_and_plans")]

    operations = [migrations.RunPython(plant, uproot)]
