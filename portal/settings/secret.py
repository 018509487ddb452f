"""The secret key of an installation that is given none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def secret_key_in(folder: Path) -> str:
    """The key of this folder, generated at first, readable by its owner alone. Raises ImproperlyConfigured if empty."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        with suppress(FileExistsError):  # two commands may start at once: the first one's key, whole, is both's
            os.link(fresh, path)
        fresh.unlink()
    if not (value := path.read_text().strip()):
        raise ImproperlyConfigured(f"{path} is empty: write a secret key in it, or set SECRET_KEY")
    return value
