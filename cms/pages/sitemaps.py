"""The site map for search engines: the pages in all their languages, and what the other applications publish.

Addresses are of the host that was asked, as the protocol of sitemaps.org wants.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from cms.council import selectors as council
from cms.council.catalogue import acts
from cms.directory import selectors as directory
from cms.guides import selectors as guides
from edm.organisation.api import Town, town_for_request


def sitemaps_for(request: HttpRequest) -> dict[str, Any]:
    town = town_for_request(request)
    found: dict[str, Any] = {"pages": PageSitemap(request)}
    return found | ({"town": TownSitemap(town)} if town else {})


class PageSitemap(Sitemap[Page]):
    """Every page open to all, below the home pages of the site; with its translations."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> list[Page]:
        site = Site.find_for_request(self.request)
        if site is None:
            return []
        below = Q()
        for home in [site.root_page, *site.root_page.get_translations().live()]:
            below |= Q(path__startswith=home.path)
        return list(Page.objects.filter(below).live().public().select_related("locale").order_by("path"))

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        found = [(one, self.request.build_absolute_uri(one.get_url(self.request))) for one in self.items()]
        versions: dict[Any, list[tuple[str, str]]] = {}
        for one, url in found:
            versions.setdefault(one.translation_key, []).append((one.locale.language_code, url))
        return [
            {
                "item": one,
                "location": url,
                "lastmod": one.last_published_at,
                "alternates": _alternates(versions[one.translation_key]),
            }
            for one, url in found
        ]


class TownSitemap(Sitemap[Any]):
    """The council's, the directory's and the guides' pages: their content is French, so in that language alone."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def items(self) -> list[tuple[str, datetime | None]]:
        found: list[tuple[str, datetime | None]] = []
        if council.years(self.town):
            lists = ("meetings", "deliberations", "orders", "decisions")
            found += [(reverse(f"council:{name}"), None) for name in lists]
            found += _addresses(council.meetings(self.town))
            found += [(one.get_absolute_url(), one.published_at) for one in acts(self.town)]
        if entries := directory.entries(self.town):
            found += [(reverse("directory:list"), None), *_addresses(entries)]
        if guides.guides_shown(self.town):
            found += [(reverse("guides:index"), None), *_addresses(guides.every_guide())]
        return found

    def location(self, item: tuple[str, datetime | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]


def _addresses(rows: Iterable[Any]) -> list[tuple[str, datetime | None]]:
    return [(row.get_absolute_url(), None) for row in rows]


def _alternates(versions: list[tuple[str, str]]) -> list[dict[str, str]]:
    if len(versions) < 2:
        return []
    first = next((url for code, url in versions if code == settings.LANGUAGE_CODE), versions[0][1])
    return [{"lang_code": code, "location": url} for code, url in [*versions, ("x-default", first)]]
