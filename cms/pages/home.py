"""What the home page shows besides its own text: news, the town hall's hours, the council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

from cms.council import selectors as council
from cms.pages import diary, generation, hours
from cms.pages.chrome import chrome_for, page_generation
from cms.pages.links import target_of
from cms.pages.models import EventPage, NewsPage, SiteSettings

if TYPE_CHECKING:
    from cms.pages.models import HomePage

NEWS_ON_HOME = 3
EVENTS_ON_HOME = 3


class Day(NamedTuple):
    number: int  # 0 is Monday
    name: str
    morning: str
    afternoon: str
    is_today: bool = False


@dataclass(frozen=True)
class Week:
    """The town hall's hours: weekday → (morning, afternoon), and the days it stays closed."""

    days: dict[int, tuple[hours.Span | None, hours.Span | None]]
    closed_on: frozenset[date]
    zone: str  # the town's clock

    def spans(self) -> dict[int, list[hours.Span]]:
        return {number: [span for span in day if span] for number, day in self.days.items()}


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
    week = _week(Site.find_for_request(request), request)
    now = timezone.now().astimezone(ZoneInfo(week.zone))
    days = [_day(number, week.days[number]) for number in sorted(week.days)]
    return {
        "shortcuts": [_linked(block.value, request) for block in page.shortcuts],
        "events": [_occurrence(one, request) for one in diary.upcoming(page, now.date(), EVENTS_ON_HOME)],
        "hours_state": hours.state(week.spans(), week.closed_on, now),
        "days": [day._replace(is_today=day.number == now.weekday()) for day in days],
        "closures": sorted(day for day in week.closed_on if day >= now.date())[:3],
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
    details = [hours.clock(event.starts_at) if event.starts_at else "", event.place]
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


def _week(site: Site | None, request: HttpRequest) -> Week:
    town = getattr(request, "town", None)
    zone = town.time_zone if town else settings.TIME_ZONE
    if site is None:
        return Week({}, frozenset(), zone)
    shared = SiteSettings.for_site(site)
    return Week(
        {
            int(block.value["day"]): (
                hours.parse_span(block.value["morning"] or ""),
                hours.parse_span(block.value["afternoon"] or ""),
            )
            for block in shared.hours
        },
        frozenset(block.value["day"] for block in shared.closures),
        zone,
    )


def _day(number: int, spans: tuple[hours.Span | None, hours.Span | None]) -> Day:
    monday = date(2024, 1, 1)  # any Monday: only its name and those of the next days are used
    name = date_format(monday + timedelta(days=number), "l").capitalize()
    morning, afternoon = (str(span) if span else pgettext("opening hours", "closed") for span in spans)
    return Day(number, name, morning, afternoon)


def _news(page: HomePage) -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.descendant_of(page)
        .live()
        .order_by("-date", "-pk")
        .defer("body")
        .select_related("image", "category")
        .prefetch_related("image__renditions")[:NEWS_ON_HOME]
    )
