"""Let the database itself refuse to change what the ledger holds.

SQLite replaces a row (INSERT OR REPLACE) without firing triggers of DELETE, unless
``recursive_triggers`` is on, and PostgreSQL empties a table (TRUNCATE) without firing
those of rows: both are refused by triggers of their own.
"""

from django.db import migrations

TABLES = (
    "ledger_entry",
    "ledger_definition",
    "ledger_territory",
    "ledger_sector",
    "ledger_source",
    "ledger_method",
    "ledger_factor",
    "ledger_choice",
)
MESSAGE = (
    "the ledger is append-only: record a corrected figure, it supersedes the earlier one"
)
# What would be replaced, where it is not a word; words are known by their key.
KNOWN = {
    "ledger_entry": (
        "id = NEW.id OR (chain = NEW.chain AND revision = NEW.revision) "
        "OR supersedes_id = NEW.supersedes_id"
    ),
    "ledger_choice": "id = NEW.id OR (cell = NEW.cell AND revision = NEW.revision)",
}
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;
"""


def _postgresql(table):
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
    )


def _sqlite(table):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}"
    # A word known already stays as it is, in silence, since words are written with
    # INSERT OR IGNORE; an entry or a choice is refused.
    known, answer = "id = NEW.id OR key = NEW.key", "RAISE(IGNORE)"
    if table in KNOWN:
        known, answer = KNOWN[table], f"RAISE(ABORT, '{MESSAGE}')"
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {known}) "
        f"BEGIN SELECT {answer}; END"
    )


def refuse(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    triggers = _postgresql if vendor == "postgresql" else _sqlite
    for table in TABLES:
        for trigger in triggers(table):
            schema_editor.execute(trigger)


def allow(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "postgresql":
            for name in ("append_only", "no_truncate"):
                schema_editor.execute(f"DROP TRIGGER {table}_{name} ON {table}")
            continue
        for name in ("no_update", "no_delete", "no_replace"):
            schema_editor.execute(f"DROP TRIGGER {table}_{name}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ledger_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
