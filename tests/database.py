"""The suite's databases: migrated once, with town halls made once, and nothing that a test leaves in them.

With SQLite they are files, since a database in memory knows no WAL.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils import translation

from tests.factories import town_hall, town_site

ALPHA = {"name": "Alpha", "insee_code": "35001", "hostname": "alpha.example", "is_default": True}
BRAVO = {"name": "Bravo", "insee_code": "35002", "hostname": "bravo.example"}
# By the name of the fixture that asks for it.
TOWNS: dict[str, Callable[[], Any]] = {
    "a": partial(town_hall, **ALPHA),
    "b": partial(town_hall, **BRAVO),
    "site_a": partial(town_site, **ALPHA),
    "site_b": partial(town_site, **BRAVO),
}
BASE_DIR = Path(__file__).resolve().parent.parent


def schema_fingerprint() -> str:
    """Changes with any migration of ours and with the pinned versions, so that a template is never outdated."""
    digest = hashlib.sha256(str(BASE_DIR).encode())
    for path in [BASE_DIR / "requirements.txt", *sorted(BASE_DIR.glob("*/*/migrations/0*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def template_copy(folder: Path) -> Path:
    """A fresh migrated database file in `folder`; the template is made by the first that asks, others wait.

    It's kept for the next run, unless the run has a folder for its own (`--create-db`).
    """
    kept = Path(os.environ.get("PARVIS_TEST_TEMPLATES") or tempfile.gettempdir())
    template = kept / f"parvis-test-{os.getuid()}-{schema_fingerprint()}.sqlite3"
    with Path(f"{template}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not template.exists():
            unfinished = template.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            subprocess.run(
                [sys.executable, str(BASE_DIR / "manage.py"), "migrate", "-v0"],
                check=True,
                env={
                    **os.environ,
                    "DATABASE_URL": f"sqlite:///{unfinished}",
                    "DJANGO_SETTINGS_MODULE": "portal.settings.test",
                },
            )
            unfinished.rename(template)
    return Path(shutil.copy(template, folder / "test.sqlite3"))


class Databases:
    """The databases of one process: as migrations leave it, and a copy for each set of towns that tests ask for.

    Making a town hall takes longer than most tests do. It is made once and committed; a test finds there what it
    would have made, and what it writes is rolled back.
    """

    def __init__(self) -> None:
        self.connection = connections["default"]
        self.bare: str = self.connection.settings_dict["NAME"]
        self.made: dict[tuple[str, ...], tuple[str, dict[str, Any]]] = {(): (self.bare, {})}

    def open(self, towns: tuple[str, ...]) -> dict[str, Any]:
        """Turn to the database where exactly these towns are; they are given as if just made."""
        if towns not in self.made:
            self._turn_to(self.bare)
            self._turn_to(self.copy("_".join(towns)))
            with transaction.atomic(), translation.override("fr"):
                halls = {town: TOWNS[town]() for town in towns}
            self.made[towns] = self.connection.settings_dict["NAME"], halls
        name, halls = self.made[towns]
        self._turn_to(name)
        return deepcopy(halls)

    def open_copy(self, towns: tuple[str, ...]) -> dict[str, Any]:
        """The same in a database that will be thrown away: Django flushes it, with what migrations made."""
        halls = self.open(towns)
        self._turn_to(self.copy("committed"))
        return halls

    def throw_away(self) -> None:
        """Remove the database in use."""
        name = self.connection.settings_dict["NAME"]
        self._turn_to(self.bare)
        self.connection.creation._destroy_test_db(name, verbosity=0)

    def close(self) -> None:
        for name, _halls in self.made.values():
            if name != self.bare:
                self._turn_to(name)
                self.throw_away()
        self._turn_to(self.bare)

    def copy(self, suffix: str) -> str:
        """Copy the database in use; nobody may be connected to it."""
        self.connection.close()
        self.connection.creation.clone_test_db(suffix, verbosity=0, autoclobber=True)
        return str(self.connection.creation.get_test_db_clone_settings(suffix)["NAME"])

    def _turn_to(self, name: str) -> None:
        if name != self.connection.settings_dict["NAME"]:
            self.connection.close()
            self.connection.settings_dict["NAME"] = name
