"""The diary for calendars (iCalendar, RFC 5545): one event, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from icalendar import Calendar, Event, vRecur

from cms.pages.events import EventPage

CONTENT_TYPE = "text/calendar; charset=utf-8"
HOUR = timedelta(hours=1)


def calendar(name: str, events: Iterable[EventPage], zone: ZoneInfo, request: HttpRequest) -> bytes:
    """A whole calendar, with the time zone it needs."""
    made = Calendar()
    made.add("prodid", "-//Parvis//Agenda//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for event in events:
        made.add_component(_event(event, zone, request))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(event: EventPage, zone: ZoneInfo, request: HttpRequest) -> Event:
    """Its identifier stays the same for ever, so that a calendar brings up to date what it has already."""
    made = Event()
    made.add("uid", f"evenement-{event.pk}@{request.get_host().partition(':')[0]}")
    made.add("summary", event.title)
    for name, moment in (("dtstamp", event.last_published_at), ("last-modified", event.last_published_at)):
        if moment:
            made.add(name, moment)
    begins, ends = _span(event, zone)
    made.add("dtstart", begins)
    made.add("dtend", ends)
    recurrence = event.recurrence
    if rule := recurrence.rule():
        if isinstance(rule.get("UNTIL"), date) and event.starts_at:
            # RFC 5545, 3.3.10: the end of a rule is in UTC where the beginning has a zone.
            last = datetime.combine(rule["UNTIL"], time(23, 59, 59), zone)  # type: ignore[arg-type]
            rule["UNTIL"] = last.astimezone(ZoneInfo("UTC"))
        made.add("rrule", vRecur(rule))
        for day in sorted(recurrence.exceptions):
            made.add("exdate", datetime.combine(day, event.starts_at, zone) if event.starts_at else day)
    if place := ", ".join(part for part in (event.place, event.address) if part):
        made.add("location", place)
    if event.summary:
        made.add("description", event.summary)
    made.add("url", event.get_full_url(request))
    return made


def _span(event: EventPage, zone: ZoneInfo) -> tuple[date, date]:
    """All-day events end on the day after their last one (RFC 5545, 3.6.1); an hour is given to those without end."""
    last = event.ends_on or event.starts_on
    if event.starts_at is None:
        return event.starts_on, last + timedelta(days=1)
    begins = datetime.combine(event.starts_on, event.starts_at, zone)
    if event.ends_at:
        return begins, datetime.combine(last, event.ends_at, zone)
    return begins, begins + (last - event.starts_on) + HOUR
