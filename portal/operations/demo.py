"""The demonstration's password, given by the operator or made once for this town; the mark of its loading."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from portal.operations.running import run_folder


def demo_password() -> str:
    """PARVIS_DEMO_PASSWORD, else what $PARVIS_DATA/demo_password holds, written on first use."""
    if settings.PARVIS_DEMO_PASSWORD:
        return str(settings.PARVIS_DEMO_PASSWORD)
    path = Path(settings.PARVIS_DATA) / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_urlsafe(12)}\n")
    return path.read_text().strip()


def demo_unfinished() -> Path:
    """The mark that stands while the demonstration is loaded: still there, it was cut short and goes on."""
    return run_folder(Path(settings.PARVIS_DATA)) / "demo-unfinished"
