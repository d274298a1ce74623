"""Let the database itself refuse to change the lines of the library."""

from django.db import migrations

TABLE = "factors_line"
MESSAGE = "a factor of a version never changes: load a newer version"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION factors_never_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;
"""


def _postgresql():
    yield FUNCTION
    yield (
        f"CREATE TRIGGER {TABLE}_immutable BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION factors_never_change()"
    )


def _sqlite():
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def refuse(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for trigger in _postgresql() if vendor == "postgresql" else _sqlite():
        schema_editor.execute(trigger)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_immutable ON {TABLE}")
        schema_editor.execute("DROP FUNCTION factors_never_change()")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("factors", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
