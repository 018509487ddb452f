"""What the home page shows besides its own text: news, the town hall's hours, the council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext
from wagtail.models import Site

from cms.council import selectors as council
from cms.pages import generation, hours
from cms.pages.chrome import page_generation
from cms.pages.models import NewsPage, SiteSettings

if TYPE_CHECKING:
    from cms.pages.models import HomePage

NEWS_ON_HOME = 3
EVENTS_ON_HOME = 3


@dataclass(frozen=True)
class Day:
    name: str
    morning: str
    afternoon: str
    is_today: bool


@dataclass(frozen=True)
class Week:
    """The town hall's hours: weekday → (morning, afternoon), and the days it stays closed."""

    days: dict[int, tuple[hours.Span | None, hours.Span | None]]
    closed_on: frozenset[date]

    def spans(self) -> dict[int, list[hours.Span]]:
        return {number: [span for span in day if span] for number, day in self.days.items()}


def context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Everything the home page's template shows that isn't a field of the page."""
    town = getattr(request, "town", None)
    now = timezone.now().astimezone(ZoneInfo(town.time_zone if town else settings.TIME_ZONE))
    site = Site.find_for_request(request)
    week = generation.remembered(("week", site.pk if site else 0), page_generation(request), lambda: _week(site))
    news = list(_news(page))
    return {
        "news": news,
        # News lie right below their index: its address is theirs without the last part.
        "news_url": news[0].get_url(request).rstrip("/").rpartition("/")[0] + "/" if news else "",
        "events": _events(page, now.date()),
        "hours_state": hours.state(week.spans(), week.closed_on, now),
        "days": [_day(number, week.days[number], now) for number in sorted(week.days)],
        "closures": sorted(day for day in week.closed_on if day >= now.date())[:3],
        "council": council.latest(town) if town else None,
    }


def _week(site: Site | None) -> Week:
    if site is None:
        return Week({}, frozenset())
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
    )


def _day(number: int, spans: tuple[hours.Span | None, hours.Span | None], now: datetime) -> Day:
    monday = date(2024, 1, 1)  # any Monday: only its name and those of the next days are used
    name = date_format(monday + timedelta(days=number), "l").capitalize()
    morning, afternoon = (str(span) if span else pgettext("opening hours", "closed") for span in spans)
    return Day(name, morning, afternoon, now.weekday() == number)


def _news(page: HomePage) -> QuerySet[NewsPage]:
    return (
        NewsPage.objects.descendant_of(page)
        .live()
        .order_by("-date", "-pk")
        .select_related("image")
        .prefetch_related("image__renditions")[:NEWS_ON_HOME]
    )


def _events(page: HomePage, today: date) -> list[Any]:
    coming = [block.value for block in page.events if block.value["day"] >= today]
    return sorted(coming, key=lambda event: event["day"])[:EVENTS_ON_HOME]
