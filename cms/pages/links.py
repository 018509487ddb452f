"""Where a block that names a page or an address leads."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest


class Target(NamedTuple):
    title: str
    url: str


def target_of(value: Any, request: HttpRequest | None) -> Target:
    """The words and the address; an empty address when the page is gone or not public."""
    page = value.get("page")
    if page is None:
        return Target(value.get("title") or "", value.get("address") or "")
    url = page.get_url(request) if page.live else ""
    return Target(value.get("title") or page.title, url or "")
