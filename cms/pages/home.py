"""What the home page shows: its threshold, then each section with what it finds to say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from cms.council import selectors as council
from cms.directory import selectors as directory
from cms.directory.presentation import hours_of
from cms.directory.schema import json_ld
from cms.directory.words import clock, state, town_hall_state
from cms.pages import generation
from cms.pages.chrome import chrome_for, page_generation
from cms.pages.diary import Occurrence
from cms.pages.diary import upcoming as upcoming_dates
from cms.pages.links import target_of
from cms.pages.models import EventPage, NewsPage
from cms.pages.sections import SIDE_BY_SIDE

if TYPE_CHECKING:
    from cms.pages.models import HomePage

NEWS_ON_HOME = 3
EVENTS_ON_HOME = 3
SERVICES_ON_HOME = 9


def context(page: HomePage, request: HttpRequest) -> dict[str, SafeString]:
    """`main_html`: all of the home page between header and footer.

    Kept while nothing public changes, and not for long, for what depends on the hour (see generation.py): who is
    signed in reads no kept page (see cache.py), and opens the site here.
    """
    if getattr(request, "is_preview", False):  # a draft: neither shown from what is remembered, nor remembered
        return _rendered(page, request)
    key = ("home", request.get_host(), page.pk)
    number = page_generation(request)
    found: dict[str, SafeString] = generation.remembered(key, number, lambda: _rendered(page, request))
    return found


def _rendered(page: HomePage, request: HttpRequest) -> dict[str, SafeString]:
    home = Home(page, request)
    shown = {"page": page, "chrome": chrome_for(request), "layout": home.layout, "bands": home.bands()}
    return {"main_html": render_to_string("pages/parts/home_main.html", shown | home.threshold())}


class Home:
    """One rendering: what several sections need is asked once."""

    def __init__(self, page: HomePage, request: HttpRequest) -> None:
        self.page, self.request = page, request
        self.town = getattr(request, "town", None)
        self.now = timezone.now().astimezone(ZoneInfo(self.town.time_zone if self.town else settings.TIME_ZONE))

    @cached_property
    def town_hall(self) -> Any:
        return directory.town_hall(self.town)

    @property
    def layout(self) -> str:
        """The one that was chosen; without its photo, the drawing."""
        if self.page.layout == self.page.Layout.PHOTO and not self.page.photo:
            return str(self.page.Layout.DRAWING)
        return str(self.page.layout)

    def threshold(self) -> dict[str, Any]:
        """What is sought most, and the town hall today."""
        hall = self.town_hall
        return {
            "shortcuts": [self.linked(block.value) for block in self.page.shortcuts],
            "hours_url": self.hours_url(),
            "hours_state": town_hall_state(hall.schedule, self.now) if hall else None,
            "json_ld": json_ld(hall, self.request.build_absolute_uri(hall.get_absolute_url())) if hall else None,
        }

    def hours_url(self) -> str:
        """Where the town hall's hours and place are told: below, else in the directory."""
        if not self.town_hall:
            return ""
        below = any(block.block_type == "hours" for block in self.page.sections)
        return "#horaires" if below else str(self.town_hall.get_absolute_url())

    def bands(self) -> list[list[str]]:
        """The sections with something to show, as HTML; those that lie side by side together, two by two."""
        shown: list[tuple[bool, str]] = []
        for block in self.page.sections:
            told = SECTIONS[block.block_type](self, block.value)
            if told is not None:
                html = render_to_string(f"pages/sections/{block.block_type}.html", told)
                shown.append((block.block_type in SIDE_BY_SIDE, html))
        bands: list[list[str]] = []
        for narrow, group in groupby(shown, key=lambda one: one[0]):
            several = [html for _narrow, html in group]
            step = 2 if narrow else 1
            bands += [several[at : at + step] for at in range(0, len(several), step)]
        return bands

    def linked(self, value: Any) -> dict[str, Any]:
        """A block that may name a page, with that page's address and title."""
        target = target_of(value, self.request)
        return dict(value) | {"title": target.title, "url": target.url}

    def procedures(self, value: Any) -> dict[str, Any] | None:
        """The pages named by blocks cost a query for all of them."""
        tiles = [tile for card in value["tiles"] if (tile := self.linked(card))["url"]]
        every = value["page"] if value["page"] and value["page"].live else None
        count = every.get_children().live().count() if every else 0
        if not tiles and not count:
            return None
        return {
            "title": value["title"],
            "tiles": tiles,
            "url": every.get_url(self.request) if every else "",
            "count": count,
        }

    def news(self, value: Any) -> dict[str, Any] | None:
        news = list(_news(self.page))
        for item in news:
            item.address = item.get_url(self.request)
        if not news:
            return None
        # News lie right below their index: its address is theirs without the last part.
        url = news[0].address.rstrip("/").rpartition("/")[0] + "/"
        notices = [value["notice"].list_block.child_block.render(notice) for notice in value["notice"]]
        return {"news": news, "url": url, "notices": notices}

    def diary(self, value: Any) -> dict[str, Any] | None:
        upcoming = upcoming_dates(self.page, value["events"], self.now.date(), EVENTS_ON_HOME)
        return {"events": [self.occurrence(one) for one in upcoming]} if upcoming else None

    def occurrence(self, one: Occurrence) -> dict[str, Any]:
        """A date of the diary: an event's page, or a line noted on the home page by hand."""
        if not isinstance(one.event, EventPage):
            return self.linked(one.event)
        event = one.event
        details = " · ".join(filter(None, [clock(event.starts_at) if event.starts_at else "", event.place]))
        return {"day": one.day, "title": one.title, "details": details, "url": event.get_url(self.request) or ""}

    def council(self, value: Any) -> dict[str, Any] | None:
        latest = council.latest(self.town) if self.town else None
        return {"council": latest} if latest else None

    def services(self, value: Any) -> dict[str, Any] | None:
        units = directory.entries(self.town, kind="unit")[:SERVICES_ON_HOME] if self.town else []
        rows = [(unit, state(unit.schedule, self.now)) for unit in units]
        return {"rows": rows} if rows else None

    def hours(self, value: Any) -> dict[str, Any] | None:
        return {"hours": hours_of(self.town_hall, self.now)} if self.town_hall else None

    def practical(self, value: Any) -> dict[str, Any] | None:
        items = [dict(item) | {"text": _rich(item["text"])} for item in value["items"]]
        return {"practical": items} if items else None

    def newsletter(self, value: Any) -> dict[str, Any] | None:
        chrome = chrome_for(self.request)
        return {} if chrome and chrome.letter_url else None

    def text(self, value: Any) -> dict[str, Any]:
        return {"title": value["title"], "text": _rich(value["text"])}


SECTIONS: dict[str, Callable[[Home, Any], dict[str, Any] | None]] = {
    "procedures": Home.procedures,
    "news": Home.news,
    "diary": Home.diary,
    "council": Home.council,
    "services": Home.services,
    "hours": Home.hours,
    "practical": Home.practical,
    "newsletter": Home.newsletter,
    "text": Home.text,
}


def _rich(text: Any) -> SafeString:
    return mark_safe(expand_db_html(text.source))  # noqa: S308 - as |richtext


def _news(page: HomePage) -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.descendant_of(page)
        .live()
        .order_by("-date", "-pk")
        .defer("body")
        .select_related("image", "category")
        .prefetch_related("image__renditions")[:NEWS_ON_HOME]
    )
