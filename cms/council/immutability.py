"""Triggers that keep what was put online as it was put online, whoever asks: a script, a mistake, an administrator.

Made again after every migration, since SQLite loses a table's triggers when the table is remade.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "cms_council_publishedversion"
FIXED = (
    "town_id", "kind", "act_id", "meeting_id", "body_id", "month", "number", "document_id", "sha256", "title", "author",
    "reason", "anonymised", "put_online_at",
)  # fmt: skip
REFUSAL = "a published version is never changed or deleted"
COLUMNS = ", ".join(FIXED)
SQLITE = (
    "DROP TRIGGER IF EXISTS council_version_fixed",
    "DROP TRIGGER IF EXISTS council_version_kept",
    f"""CREATE TRIGGER council_version_fixed BEFORE UPDATE OF id, {COLUMNS} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"CREATE TRIGGER council_version_kept BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION council_version_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE OR REPLACE TRIGGER council_version_fixed BEFORE UPDATE OF id, {COLUMNS} ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION council_version_refuse()""",
    f"""CREATE OR REPLACE TRIGGER council_version_kept BEFORE DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION council_version_refuse()""",
)


def triggers_install(*, using: str = "default", **_signal: Any) -> None:
    """After each migration of this app; safe to repeat."""
    connection = connections[using]
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            for statement in statements:
                cursor.execute(statement)


def triggers_missing(*, using: str = "default") -> set[str]:
    """The names of triggers that are not in the database: `verify` tells them."""
    connection = connections[using]
    wanted = {"council_version_fixed", "council_version_kept"}
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return wanted - {row[0] for row in cursor.fetchall()}
