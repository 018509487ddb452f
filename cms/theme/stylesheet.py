"""One stylesheet for a town: the theme's files in their order, then the tokens of its two colours.

A page asks for one file, named by its colours and by the digest of its content, kept by browsers for a year.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.urls import reverse

from cms.theme.colours import derive

FOLDER = Path(__file__).parent / "static" / "theme" / "css"
# What comes later wins: narrow screens and paper adapt all that stands before them.
FILES = (
    "tokens", "base", "layout", "controls", "components", "home", "content", "forms", "citizen", "civic", "guides",
    "listings", "footer", "utilities", "adapt", "print",
)  # fmt: skip
DEFAULT_TOWN = "#0b4f4a"
DEFAULT_ACCENT = "#ffc629"


class Stylesheet(NamedTuple):
    digest: str
    plain: bytes
    gzipped: bytes


@lru_cache(maxsize=1)
def _theme() -> str:
    text = "\n".join((FOLDER / f"{name}.css").read_text() for name in FILES)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


@lru_cache(maxsize=64)
def stylesheet(town: str, accent: str) -> Stylesheet:
    """The whole stylesheet for two colours ("#rrggbb")."""
    parts = [_theme()]
    # The reference's own tokens were set by eye: only another town's are computed.
    if (town, accent) != (DEFAULT_TOWN, DEFAULT_ACCENT):
        tokens = derive(town, accent)
        parts += [
            f":root{{{_declarations(tokens.light)}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root{{{_declarations(tokens.dark)}}}}}",
        ]
    plain = "\n".join(parts).encode()
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Stylesheet(digest, plain, gzip.compress(plain, 9, mtime=0))


def _declarations(tokens: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in tokens.items())


def stylesheet_url(town: str = DEFAULT_TOWN, accent: str = DEFAULT_ACCENT) -> str:
    """The address of the stylesheet for two colours; without them, the theme's own."""
    town, accent = town.lower(), accent.lower()
    digest = stylesheet(town, accent).digest
    return reverse("theme:stylesheet", kwargs={"town": town[1:], "accent": accent[1:], "digest": digest})
