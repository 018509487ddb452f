"""A consistent copy of the database while it is written to, and putting one back: SQLite or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

SQLITE, POSTGRES = "database.sqlite3", "database.sql"


class DatabaseRefusedError(Exception):
    """The copy cannot be made or put back; the message says why."""


def copy_name() -> str:
    """How the copy of the configured database is called in a backup."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRES


def sqlite_path() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def database_copy(target: Path) -> None:
    """Write the database as it is at one instant; writers go on meanwhile."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(sqlite_path())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            # One file alone, without the journal that the source works with.
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        run_client("pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--file={target}")


def database_check(copy: Path) -> None:
    """DatabaseRefusedError when the copy of an embedded database is damaged; psql checks its own as it reads."""
    if connection.vendor != "sqlite":
        return
    try:
        with closing(sqlite3.connect(copy)) as database:
            (answer,) = database.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise DatabaseRefusedError(f"the database in the backup is damaged: {answer}")


def postgres_restore(copy: Path) -> None:
    """Replace the content of the database in one transaction: all of it or nothing."""
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    run_client(
        "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--command", empty, "--file", str(copy)
    )


def run_client(program: str, *arguments: str) -> None:
    """Run PostgreSQL's own program on the configured database; the password is never on a command line."""
    values = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {key: str(values[name]) for key, name in names.items() if values.get(name)}
    try:
        subprocess.run(
            [program, *arguments],
            env=os.environ | environment,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise DatabaseRefusedError(f"{program} is missing: install postgresql-client") from None
    except subprocess.CalledProcessError as error:
        raise DatabaseRefusedError(f"{program}: {error.stderr.decode(errors='replace').strip()}") from error
