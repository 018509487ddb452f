"""What a page weighs for its reader: the HTML as it is sent, and the pictures that a screen of a width asks for."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.files.storage import default_storage
from wagtail.models import Page

SIZE = re.compile(r"^(?:\(min-width:\s*(\d+)px\)\s*)?(\d+(?:\.\d+)?)(px|vw)$")


@dataclass(frozen=True)
class Screen:
    width: int  # CSS pixels
    density: int


PHONE = Screen(390, 2)
DESKTOP = Screen(1280, 1)


@dataclass(frozen=True)
class Weight:
    """In bytes; `phone` and `desktop` count the HTML too."""

    html: int
    phone: int
    desktop: int


def weight_of(page: Page) -> Weight | None:
    """Make the page as its readers get it, without asking any host; None if it cannot be shown.

    Making it also makes its pictures' renditions, so that no reader waits for them.
    """
    response = page.make_preview_request()
    if response.status_code != 200:
        return None
    html = response.content
    sent = len(gzip.compress(html, 6))
    soup = BeautifulSoup(html, "html.parser")
    return Weight(sent, sent + pictures_weigh(soup, PHONE), sent + pictures_weigh(soup, DESKTOP))


def pictures_weigh(soup: BeautifulSoup, screen: Screen) -> int:
    """Each file once, however often it is shown."""
    return sum(_size(url) for url in {chosen(image, screen) for image in soup.find_all("img")})


def chosen(image: Tag, screen: Screen) -> str:
    """The address that a browser of today takes: the first source's format, the first width that is enough."""
    picture = image.find_parent("picture")
    source: Any = (picture.find("source", srcset=True) if picture else None) or image
    candidates = sorted(
        (int(width.removesuffix("w")), url)
        for url, _, width in (one.strip().partition(" ") for one in (source.get("srcset") or "").split(","))
        if width.strip().endswith("w")
    )
    if not candidates:
        return str(source.get("srcset") or image.get("src") or "").strip().partition(" ")[0]
    wanted = width_shown(str(source.get("sizes") or image.get("sizes") or ""), screen.width) * screen.density
    return next((url for width, url in candidates if width >= wanted), candidates[-1][1])


def width_shown(sizes: str, viewport: int) -> float:
    """The width, in CSS pixels, that a `sizes` attribute gives at this width of window: the whole of it by default."""
    for part in sizes.split(","):
        found = SIZE.match(part.strip())
        if found and viewport >= int(found[1] or 0):
            return float(found[2]) * (viewport / 100 if found[3] == "vw" else 1)
    return float(viewport)


def _size(url: str) -> int:
    """Of a file of ours; 0 for what is drawn in the page or is not there."""
    path, root = unquote(urlsplit(url).path), urlsplit(settings.MEDIA_URL).path
    if not path.startswith(root):
        return 0
    try:
        return int(default_storage.size(path.removeprefix(root)))
    except (OSError, ValueError):  # SuspiciousFileOperation is a ValueError's business of storages
        return 0
