"""The news as RSS: all of it, or one topic."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms.pages import selectors
from cms.pages.models import NewsCategory, NewsIndexPage, NewsPage
from edm.organisation.api import town_for_request

ITEMS = 20


class NewsFeed(Feed[NewsPage, Any]):
    """Of the site and the language of the address; Http404 where there is no news page or no such topic."""

    def get_object(
        self, request: HttpRequest, slug: str = ""
    ) -> tuple[NewsIndexPage, NewsCategory | None, HttpRequest]:
        site = Site.find_for_request(request)
        home = site.root_page.localized if site else None
        index = NewsIndexPage.objects.child_of(home).live().first() if home else None
        if index is None:
            raise Http404
        category = NewsCategory.objects.filter(town=town_for_request(request), slug=slug).first() if slug else None
        if slug and category is None:
            raise Http404
        return index, category, request

    def title(self, found: Any) -> str:
        index, category, _request = found
        name = index.get_site().site_name
        return f"{category or index.title} — {name}"

    def description(self, found: Any) -> str:
        return str(found[0].introduction or _("The news of the town."))

    def link(self, found: Any) -> str:
        return str(found[0].get_url(found[2]))

    def items(self, found: Any) -> list[NewsPage]:
        index, category, request = found
        town = town_for_request(request)
        zone = ZoneInfo(town.time_zone if town else settings.TIME_ZONE)
        news: list[Any] = list(selectors.news(index, category)[:ITEMS])
        for item in news:
            item.address = item.get_url(request)
            item.zone = zone
        return news

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.summary

    def item_link(self, item: Any) -> str:
        return str(item.address)

    def item_guid(self, item: NewsPage) -> str:
        return f"actualite-{item.translation_key}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime:
        return datetime.combine(item.date, time(8), item.zone)

    def item_categories(self, item: NewsPage) -> list[str]:
        return [item.category.name] if item.category else []
