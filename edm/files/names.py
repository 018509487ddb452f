"""Names of files: safe to store, to show and to give back in a header."""

from __future__ import annotations

import re
import unicodedata

from edm.files.kinds import EXTENSIONS

MAX_LENGTH = 150
# Direction marks make "exe.fdp" read as "pdf.exe"; zero-width characters hide a difference.
UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str, default: str = "document") -> str:
    """The last part of a path, without control or direction characters, at most 150 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name.rstrip("/\\"))[-1])
    name = "".join(" " if c in '<>:"|?*' else c for c in name if unicodedata.category(c) not in UNSAFE_CATEGORIES)
    name = re.sub(r"\s+", " ", name).strip(" .")
    if len(name) > MAX_LENGTH:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if dot and len(extension) <= 8 else ""
        name = (stem if keep else name)[: MAX_LENGTH - len(keep)].rstrip(" .") + keep
    return name or default


def name_for(name: str, mime: str) -> str:
    """The clean name, ending as its bytes say: a PDF called "plan.exe" becomes "plan.exe.pdf"."""
    cleaned = clean_name(name)
    extensions = EXTENSIONS.get(mime, ())
    if not extensions or cleaned.lower().endswith(extensions):
        return cleaned
    return clean_name(cleaned[: MAX_LENGTH - 5] + extensions[0])
