"""The static files of production, collected again only when something that makes them has changed."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

PACKAGES = ("portal", "cms", "edm")


def fingerprint() -> str:
    """Of our own static files and of the pins, which bring the others."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("static/**/*")):
            if path.is_file():
                digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def static_build() -> bool:
    """Collect if needed; tells whether it was. Two towns prepared at once on one machine take turns."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp, current = root / ".fingerprint", fingerprint()
    if stamp.exists() and stamp.read_text() == current:
        return False
    with (root / ".turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == current:
            return False  # the other has done it meanwhile
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(current)
    return True
