"""A restore for the exercise: the backup is put back into a place of its own, looked over there, and thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection

from portal.operations import databases


def drill(*, source: Path) -> list[str]:
    """Restore and verify away from the town, which is served meanwhile; each fault in a sentence, none: it would do.

    Takes as much room in PARVIS_DATA as the town itself. On PostgreSQL the account needs the right to make a database.
    """
    with tempfile.TemporaryDirectory(dir=settings.PARVIS_DATA, prefix="drill-") as folder, _database(folder) as url:
        elsewhere = os.environ | {"PARVIS_DATA": folder, "DATABASE_URL": url}
        # In processes of their own: this one's settings name the town that is served.
        for command in (["restore", str(source)], ["verify"]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env=elsewhere,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                return f"{done.stdout}{done.stderr}".splitlines()
    return []


@contextmanager
def _database(folder: str) -> Iterator[str]:
    """The address of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    name = f"parvis_drill_{uuid4().hex[:12]}"
    databases.run_client("psql", "--quiet", "--command", f"CREATE DATABASE {name}")
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        databases.run_client("psql", "--quiet", "--command", f"DROP DATABASE {name} WITH (FORCE)")
