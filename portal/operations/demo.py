"""The password of the demonstration's accounts: given by the operator, else made once for this town."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings


def demo_password() -> str:
    """PARVIS_DEMO_PASSWORD, else what $PARVIS_DATA/demo_password holds, written on first use."""
    if settings.PARVIS_DEMO_PASSWORD:
        return str(settings.PARVIS_DEMO_PASSWORD)
    path = Path(settings.PARVIS_DATA) / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_urlsafe(12)}\n")
    return path.read_text().strip()
