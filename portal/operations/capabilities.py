"""What this machine cannot do for want of a Debian package: told on the terminal and in the back office."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Lack:
    """A feature that is off, and the packages that would bring it."""

    feature: str | Promise
    packages: str


OCR = Lack(
    _("Text recognition is off: scanned letters are registered, but their words cannot be searched."),
    "tesseract-ocr tesseract-ocr-fra tesseract-ocr-osd",
)
LETTERS = Lack(
    _("PDF letters are off: replies on paper cannot be printed."),
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
)


@cache
def _tesseract_languages() -> frozenset[str]:
    if not (program := shutil.which("tesseract")):
        return frozenset()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20)
    return frozenset(listed.stdout.split())


@cache
def lacks() -> tuple[Lack, ...]:
    """What is off here, found once for the life of the process."""
    found = []
    if not {"fra", "osd"} <= _tesseract_languages():
        found.append(OCR)
    if not all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")):
        found.append(LETTERS)
    return tuple(found)


def install_command(found: Iterable[Lack]) -> str:
    """The one command that brings what is off."""
    packages = " ".join(lack.packages for lack in found)
    return f'sudo sh -c "apt-get update && apt-get install -y --no-install-recommends {packages}"'
