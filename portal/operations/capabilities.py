"""What this machine cannot do for want of a package: told on the terminal and in the back office."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TANTIVY = "edm.search.tantivy.TantivyEngine"


@dataclass(frozen=True)
class Lack:
    """A feature that is off, and the packages that would bring it, where there are any."""

    feature: str | Promise
    packages: str = ""


OCR = Lack(
    _("Text recognition is off: scanned letters are registered, but their words cannot be searched."),
    "tesseract-ocr tesseract-ocr-fra tesseract-ocr-osd",
)
LETTERS = Lack(
    _("PDF letters are off: replies on paper cannot be printed."),
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
)
SEARCH = Lack(
    _("The usual search engine, Tantivy, cannot be loaded on this machine: Whoosh, which is slower, serves instead."),
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
    if settings.PARVIS_SEARCH == "tantivy" and settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"] != TANTIVY:
        found.append(SEARCH)
    return tuple(found)


def install_command(found: Iterable[Lack]) -> str:
    """The one command that brings what is off; none where no package would."""
    packages = " ".join(lack.packages for lack in found if lack.packages)
    return packages and f'sudo sh -c "apt-get update && apt-get install -y --no-install-recommends {packages}"'
