"""The map: Leaflet from our own files and tiles from one host, both only after a click.

The page's policy allows that host's pictures; without PARVIS_MAP_TILES there is no map, and nothing is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http.response import HttpResponseBase
from django.templatetags.static import static

from cms.directory.models import Entry
from cms.directory.presentation import marker

Response = TypeVar("Response", bound=HttpResponseBase)


def tiles_origin() -> str:
    """Scheme and host of the tiles, as the policy names them; empty without tiles."""
    parts = urlsplit(settings.PARVIS_MAP_TILES)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def map_of(entries: Iterable[Entry]) -> dict[str, Any] | None:
    """What map.js reads; None without tiles or without a place."""
    markers = [marker(entry) for entry in entries if entry.latitude is not None]
    if not markers or not tiles_origin():
        return None
    return {
        "tiles": settings.PARVIS_MAP_TILES,
        "attribution": settings.PARVIS_MAP_ATTRIBUTION,
        "script": static("leaflet/leaflet.js"),
        "style": static("leaflet/leaflet.css"),
        "icon": static("directory/marker.svg"),
        "markers": markers,
    }


def with_tiles(response: Response) -> Response:
    """Let this page, and no other, show the tiles' pictures."""
    if origin := tiles_origin():
        response._csp_update = {"img-src": [origin]}  # type: ignore[attr-defined]  # noqa: SLF001 - what csp_update() sets
    return response


def osm_url(latitude: Decimal, longitude: Decimal) -> str:
    """The place on openstreetmap.org: a link, which the reader may follow or not."""
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"
