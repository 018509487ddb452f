"""The days on which an event takes place. Plain Python: dates of the town's own calendar, never a time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from itertools import takewhile

from dateutil import rrule

DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
LAST_WEEK = 5  # the fifth Thursday of a month is its last one: a month may have but four


class Frequency(StrEnum):
    NONE = ""
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_DATE = "monthly_date"  # on the 14th
    MONTHLY_WEEKDAY = "monthly_weekday"  # on the second Thursday
    YEARLY = "yearly"


@dataclass(frozen=True)
class Recurrence:
    """How an event comes back: `weekdays` (0 is Monday) of a weekly one, the day it ends, the days it does not come."""

    starts_on: date
    frequency: Frequency = Frequency.NONE
    weekdays: frozenset[int] = frozenset()
    until: date | None = None
    exceptions: frozenset[date] = field(default=frozenset())

    def rule(self) -> dict[str, object]:
        """Its RRULE (RFC 5545) as iCalendar's parts; empty for an event that does not come back."""
        rule: dict[str, object] = {}
        match self.frequency:
            case Frequency.NONE:
                return rule
            case Frequency.WEEKLY | Frequency.FORTNIGHTLY:
                rule = {"FREQ": "WEEKLY", "BYDAY": [str(DAYS[day]) for day in self._weekdays()]}
                if self.frequency == Frequency.FORTNIGHTLY:
                    rule["INTERVAL"] = 2
            case Frequency.MONTHLY_DATE:
                rule = {"FREQ": "MONTHLY", "BYMONTHDAY": self.starts_on.day}
            case Frequency.MONTHLY_WEEKDAY:
                rule = {"FREQ": "MONTHLY", "BYDAY": f"{self._week()}{DAYS[self.starts_on.weekday()]}"}
            case Frequency.YEARLY:
                rule = {"FREQ": "YEARLY"}
        return rule | ({"UNTIL": self.until} if self.until else {})

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last`, both included, in their order. The first day always is one of them."""
        if self.frequency == Frequency.NONE:
            if first <= self.starts_on <= last:
                yield self.starts_on
            return
        until = min(last, self.until or last)
        moments = self._rrule().xafter(_noon(first), inc=True)
        for moment in takewhile(lambda moment: moment.date() <= until, moments):
            if moment.date() not in self.exceptions:
                yield moment.date()

    def next_day(self, first: date, last: date) -> date | None:
        return next(self.days(first, last), None)

    def _rrule(self) -> rrule.rrule:
        start = _noon(self.starts_on)
        match self.frequency:
            case Frequency.WEEKLY | Frequency.FORTNIGHTLY:
                interval = 2 if self.frequency == Frequency.FORTNIGHTLY else 1
                days = [DAYS[day] for day in self._weekdays()]
                return rrule.rrule(rrule.WEEKLY, dtstart=start, interval=interval, byweekday=days)
            case Frequency.MONTHLY_WEEKDAY:
                return rrule.rrule(rrule.MONTHLY, dtstart=start, byweekday=DAYS[start.weekday()](self._week()))
            case Frequency.YEARLY:
                return rrule.rrule(rrule.YEARLY, dtstart=start)
        return rrule.rrule(rrule.MONTHLY, dtstart=start, bymonthday=start.day)

    def _weekdays(self) -> list[int]:
        return sorted(self.weekdays | {self.starts_on.weekday()})

    def _week(self) -> int:
        week = (self.starts_on.day - 1) // 7 + 1
        return -1 if week == LAST_WEEK else week


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))
