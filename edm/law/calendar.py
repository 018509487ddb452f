"""Working days and legal terms.

A *working day* (jour ouvré) is Monday to Friday without the public holidays of the code du travail, L3133-1;
Alsace-Moselle (L3134-13) and the overseas territories have more.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import holidays

# The zones a town chooses from, and the subdivision that the holidays package knows each by.
ZONES: dict[str, str | None] = {
    "metropole": None,
    "alsace": "6AE",
    "moselle": "57",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "reunion": "974",
    "mayotte": "976",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "saint-pierre": "PM",
    "wallis": "WF",
    "polynesie": "PF",
    "caledonie": "NC",
}
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=256)
def public_holidays(year: int, zone: str = "metropole") -> frozenset[date]:
    """The public holidays of a year in a zone; KeyError for an unknown zone."""
    return frozenset(holidays.France(subdiv=ZONES[zone], years=year))


def is_working_day(day: date, zone: str = "metropole") -> bool:
    """Monday to Friday, and no public holiday of the zone."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year, zone)


def add_working_days(day: date, count: int, zone: str = "metropole") -> date:
    """The `count`-th working day after `day`; the day itself never counts. `count` is at least 1."""
    if count < 1:
        raise ValueError("count starts at 1")
    while count:
        day += ONE_DAY
        count -= is_working_day(day, zone)
    return day


def previous_working_day(day: date, zone: str = "metropole") -> date:
    """The last working day before `day`."""
    day -= ONE_DAY
    while not is_working_day(day, zone):
        day -= ONE_DAY
    return day


def add_months(day: date, months: int) -> date:
    """From date to date: the same day `months` later, the month's last day where there is no such one."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
