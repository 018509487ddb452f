"""Opening hours: what a webmaster types, read once; what is open on a day and at a moment.

Plain Python: the day and the clock are arguments, so that the tests choose them. Words are in words.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

from edm.law.calendar import public_holidays

_SPAN = re.compile(r"^\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*[-–—à]\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;/]|\bet\b)\s*", re.IGNORECASE)
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = 366  # days: a swimming pool opens in June
TOLD_AHEAD = 60  # days: closures and holidays that a page announces


@dataclass(frozen=True, order=True)
class Span:
    opens: time
    closes: time


Day = tuple[Span, ...]
Week = Sequence[Day]  # seven, Monday first


def parse_span(text: str) -> Span | None:
    """Read "9h-12h30", "9 h – 12 h" or "09:00-12:00"; nothing typed is None (closed).

    Raises ValueError when it is neither, and for hours past midnight: they belong to the next day.
    """
    if not text.strip():
        return None
    match = _SPAN.match(text)
    if match is None:
        raise ValueError(text)
    opens_hour, opens_minute, closes_hour, closes_minute = (int(part or 0) for part in match.groups())
    span = Span(time(opens_hour, opens_minute), time(closes_hour, closes_minute))
    if span.opens >= span.closes:
        raise ValueError(text)
    return span


def parse_day(text: str) -> Day:
    """Read "9h-12h30, 14h-17h": the spans of one day in their order; nothing typed is closed.

    Raises ValueError for what is no span, and for spans that overlap.
    """
    if not text.strip():
        return ()
    spans = sorted(span for part in _BETWEEN.split(text.strip()) if (span := parse_span(part)))
    if not spans or any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        raise ValueError(text)
    return tuple(spans)


@dataclass(frozen=True)
class Season:
    """Other weekly hours from one day to another, both included; `yearly`: whatever the year."""

    name: str
    starts: date
    ends: date
    week: Week
    yearly: bool = False

    def holds(self, day: date) -> bool:
        if not self.yearly:
            return self.starts <= day <= self.ends
        first, last, this = ((one.month, one.day) for one in (self.starts, self.ends, day))
        return first <= this <= last if first <= last else this >= first or this <= last

    @property
    def length(self) -> timedelta:
        return (self.ends - self.starts) % timedelta(days=366) if self.yearly else self.ends - self.starts


@dataclass(frozen=True)
class Exceptional:
    """Closed (no spans) or open at other hours, from one day to another, both included."""

    starts: date
    ends: date
    spans: Day = ()
    reason: str = ""

    def holds(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


@dataclass(frozen=True)
class Notice:
    """Days to announce: closed, or open at unusual hours."""

    starts: date
    ends: date
    spans: Day
    reason: str = ""
    is_holiday: bool = False


@dataclass(frozen=True)
class Opening:
    """What comes next: the end of an open span, or the beginning of the next one and its day."""

    is_open: bool
    until: time | None = None  # when it is open
    then: Span | None = None  # the next span, today or later
    day: date | None = None  # of `then`


Period = TypeVar("Period", Season, Exceptional)


@dataclass(frozen=True)
class Schedule:
    """All that decides whether a place is open: an exception, else a public holiday, else a season, else the week.

    Of two periods that hold on a day the shorter wins: a day opened within a closed fortnight is open.
    """

    week: Week = ((),) * 7
    seasons: tuple[Season, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    zone: str | None = None  # closed on the public holidays of this zone (edm.law.calendar); None: open as usual

    def __bool__(self) -> bool:
        """False where no hours are known: nothing is said then."""
        return any(self.week) or any(any(one.week) for one in self.seasons) or any(e.spans for e in self.exceptions)

    def season_on(self, day: date) -> Season | None:
        return _shortest(self.seasons, day)

    def week_on(self, day: date) -> Week:
        """The weekly hours in force on a day."""
        season = self.season_on(day)
        return season.week if season else self.week

    def is_holiday(self, day: date) -> bool:
        return self.zone is not None and day in public_holidays(day.year, self.zone)

    def spans_on(self, day: date) -> Day:
        exception = _shortest(self.exceptions, day)
        if exception:
            return exception.spans
        return () if self.is_holiday(day) else self.week_on(day)[day.weekday()]

    def at(self, now: datetime) -> Opening:
        """What holds at this moment of the town's own clock."""
        moment = now.time()
        today = self.spans_on(now.date())
        current = next((span for span in today if span.opens <= moment < span.closes), None)
        then = next(((span, now.date()) for span in today if span.opens > moment), None) or self._first_after(
            now.date()
        )
        span, day = then or (None, None)
        return Opening(current is not None, current.closes if current else None, span, day)

    def _first_after(self, day: date) -> tuple[Span, date] | None:
        for ahead in range(1, LOOK_AHEAD + 1):
            later = day + timedelta(days=ahead)
            if spans := self.spans_on(later):
                return spans[0], later
        return None

    def notices(self, today: date) -> list[Notice]:
        """Closures and unusual openings from today on, and the holidays on which it would have been open."""
        last = today + timedelta(days=TOLD_AHEAD)
        told = [
            Notice(one.starts, one.ends, one.spans, one.reason)
            for one in self.exceptions
            if one.ends >= today and one.starts <= last
        ]
        told += [
            Notice(day, day, (), is_holiday=True)
            for day in _days(today, last)
            if self.is_holiday(day) and self.week_on(day)[day.weekday()] and not _shortest(self.exceptions, day)
        ]
        return sorted(told, key=lambda one: (one.starts, one.ends))


def _shortest(periods: Sequence[Period], day: date) -> Period | None:
    return min((one for one in periods if one.holds(day)), key=lambda one: one.length, default=None)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
