"""What the home page shows besides its own text: news, the town hall's hours, the council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from cms.council import selectors as council
from cms.directory import selectors as directory
from cms.directory.presentation import hours_of
from cms.directory.schema import json_ld
from cms.directory.words import clock, town_hall_state
from cms.pages import diary, generation
from cms.pages.chrome import chrome_for, page_generation
from cms.pages.links import target_of
from cms.pages.models import EventPage, NewsPage

if TYPE_CHECKING:
    from cms.pages.models import HomePage

NEWS_ON_HOME = 3
EVENTS_ON_HOME = 3


def context(page: HomePage, request: HttpRequest) -> dict[str, SafeString]:
    """`alert_html` and `main_html`: all of the home page between header and footer.

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
    alerts = ({"alert": _linked(block.value, request)} for block in page.alert)
    shown = {"page": page, "chrome": chrome_for(request)} | _threshold(page, request) | _middle(page, request)
    return {
        "alert_html": format_html_join(
            "", "{}", ((render_to_string("pages/parts/alert.html", one),) for one in alerts)
        ),
        "main_html": render_to_string("pages/parts/home_main.html", shown),
    }


def _threshold(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """What is sought most, the hours, the diary, practical matters."""
    town = getattr(request, "town", None)
    town_hall = directory.town_hall(town)
    now = timezone.now().astimezone(ZoneInfo(town.time_zone if town else settings.TIME_ZONE))
    return {
        "shortcuts": [_linked(block.value, request) for block in page.shortcuts],
        "events": [_occurrence(one, request) for one in diary.upcoming(page, now.date(), EVENTS_ON_HOME)],
        "hours_state": town_hall_state(town_hall.schedule, now) if town_hall else None,
        "hours": hours_of(town_hall, now) if town_hall else None,
        "json_ld": json_ld(town_hall, request.build_absolute_uri(town_hall.get_absolute_url())) if town_hall else None,
        "practical": [
            dict(block.value) | {"text": mark_safe(expand_db_html(block.value["text"].source))}  # noqa: S308 - as |richtext
            for block in page.practical
        ],
    }


def _occurrence(one: diary.Occurrence, request: HttpRequest) -> dict[str, Any]:
    """A date of the diary: an event's page, or a line noted on the home page by hand."""
    if not isinstance(one.event, EventPage):
        return _linked(one.event, request)
    event = one.event
    details = [clock(event.starts_at) if event.starts_at else "", event.place]
    url = event.get_url(request) or ""
    return {"day": one.day, "title": one.title, "details": " · ".join(part for part in details if part), "url": url}


def _middle(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Procedures, news, the council. The pages named by blocks cost a query a block."""
    town = getattr(request, "town", None)
    news = list(_news(page))
    for item in news:
        item.address = item.get_url(request)
    return {
        "tiles": [tile for block in page.tiles if (tile := _linked(block.value, request))["url"]],
        "procedures_url": page.procedures.get_url(request) if page.procedures and page.procedures.live else "",
        "procedures_count": page.procedures.get_children().live().count() if page.procedures else 0,
        "notices": [block.render() for block in page.notice],
        "news": news,
        # News lie right below their index: its address is theirs without the last part.
        "news_url": news[0].address.rstrip("/").rpartition("/")[0] + "/" if news else "",
        "council": council.latest(town) if town else None,
    }


def _linked(value: Any, request: HttpRequest) -> dict[str, Any]:
    """A block that may name a page, with that page's address and title."""
    target = target_of(value, request)
    return dict(value) | {"title": target.title, "url": target.url}


def _news(page: HomePage) -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.descendant_of(page)
        .live()
        .order_by("-date", "-pk")
        .defer("body")
        .select_related("image", "category")
        .prefetch_related("image__renditions")[:NEWS_ON_HOME]
    )
