"""What is coming: the occurrences of events, for the diary's pages and for the home page."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page

from cms.pages.events import EventIndexPage, EventPage

if TYPE_CHECKING:
    from cms.pages.models import HomePage

PER_PAGE = 20
AHEAD = timedelta(days=366)
SHOWN_AHEAD = 6  # next dates on an event's own page
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Occurrence:
    """One day (or run of days) on which an event takes place."""

    day: date
    title: str
    event: Any = None
    until: date | None = None
    url: str = ""
    details: str = ""


def today_of(request: HttpRequest) -> date:
    town = getattr(request, "town", None)
    return timezone.now().astimezone(ZoneInfo(town.time_zone if town else settings.TIME_ZONE)).date()


def events_below(page: Page, first: date) -> QuerySet[EventPage]:
    """The live events under a page that may still take place from that day on."""
    still = Q(last_on__gte=first) | Q(last_on__isnull=True)
    return EventPage.objects.descendant_of(page).live().filter(still).defer("body")


def occurrences(events: QuerySet[EventPage], first: date, last: date) -> list[Occurrence]:
    """All of them from one day to another, in their order; one that began before and still lasts is among them."""
    found = []
    for event in events:
        length = event.length
        for day in event.recurrence.days(first - length, last):
            found.append(Occurrence(day, event.title, event, day + length if length else None))
    return sorted(found, key=lambda one: (one.day, one.event.starts_at is not None, one.event.starts_at, one.title))


def upcoming(home: HomePage, noted: Iterable[Any], today: date, count: int) -> list[Occurrence]:
    """The next dates for the home page: each event once, and the dates `noted` by hand (EventBlock). One query."""
    found = []
    for event in events_below(home, today).select_related(None):
        day = event.recurrence.next_day(today - event.length, today + AHEAD)
        if day is not None:
            found.append(Occurrence(day, event.title, event, day + event.length if event.length else None))
    found += [Occurrence(value["day"], value["title"], value) for value in noted if value["day"] >= today]
    return sorted(found, key=lambda one: (one.day, one.title))[:count]


def listing(index: EventIndexPage, request: HttpRequest) -> dict[str, Any]:
    """What is coming, or one month, page by page. Raises Http404 for a month or a page that is none."""
    today = today_of(request)
    asked = request.GET.get("mois", "")
    if asked:
        match = MONTH.fullmatch(asked)
        if not match or not 1990 <= int(match[1]) <= 2200:
            raise Http404
        first = date(int(match[1]), int(match[2]), 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
    else:
        first, last = today, today + AHEAD
    found = occurrences(events_below(index, first), first, last)
    try:
        page = Paginator(found, PER_PAGE).page(request.GET.get("page", 1))
    except (EmptyPage, InvalidPage) as error:
        raise Http404 from error
    month = first.replace(day=1)
    return {
        "page_of_events": page,
        "month": month if asked else None,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=31)).replace(day=1),
        "query": f"mois={asked}&" if asked else "",
        "today": today,
    }


def shown(event: EventPage, request: HttpRequest) -> dict[str, Any]:
    """An event's own page: when it comes next, and the dates after that."""
    today = today_of(request)
    days = []
    for day in event.recurrence.days(today - event.length, today + AHEAD):
        days.append(day)
        if len(days) == SHOWN_AHEAD:
            break
    day = days[0] if days else event.starts_on
    return {
        "day": day,
        "until": day + event.length if event.length else None,
        "next_days": days[1:] if event.repeats else [],
        "over": not days,
    }
