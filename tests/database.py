"""The suite's SQLite file: migrated once for each schema, then copied; a file, since an in-memory one knows no WAL."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def schema_fingerprint() -> str:
    """Changes with any migration of ours and with the pinned versions, so that a template is never outdated."""
    digest = hashlib.sha256(str(BASE_DIR).encode())
    for path in [BASE_DIR / "requirements.txt", *sorted(BASE_DIR.glob("*/*/migrations/0*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def template_copy(folder: Path) -> Path:
    """A fresh migrated database file in `folder`; the template is made by the first that asks, others wait."""
    template = Path(tempfile.gettempdir()) / f"parvis-test-{os.getuid()}-{schema_fingerprint()}.sqlite3"
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
