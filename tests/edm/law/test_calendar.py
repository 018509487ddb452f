from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edm.law import calendar

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
ZONES = st.sampled_from(sorted(calendar.ZONES))


@pytest.mark.parametrize(
    ("day", "zone", "working"),
    [
        (date(2026, 11, 23), "metropole", True),
        (date(2026, 11, 22), "metropole", False),  # a Sunday
        (date(2026, 11, 11), "metropole", False),
        (date(2026, 4, 6), "metropole", False),  # Easter Monday
        (date(2026, 4, 3), "metropole", True),  # Good Friday
        (date(2026, 4, 3), "moselle", False),
        (date(2025, 12, 26), "metropole", True),
        (date(2025, 12, 26), "alsace", False),
        (date(2027, 5, 27), "guadeloupe", False),  # abolition of slavery
    ],
)
def test_working_days(day: date, zone: str, working: bool) -> None:
    assert calendar.is_working_day(day, zone) is working


def test_every_zone_is_known_to_the_holidays_package() -> None:
    for zone in calendar.ZONES:
        assert date(2026, 7, 14) in calendar.public_holidays(2026, zone)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(KeyError):
        calendar.is_working_day(date(2026, 1, 2), "atlantide")


@given(DAYS, st.integers(1, 60), ZONES)
def test_adding_working_days_counts_them(day: date, count: int, zone: str) -> None:
    end = calendar.add_working_days(day, count, zone)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert calendar.is_working_day(end, zone)
    assert sum(calendar.is_working_day(d, zone) for d in between) == count


def test_adding_no_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        calendar.add_working_days(date(2026, 1, 1), 0)


@given(DAYS, ZONES)
def test_the_previous_working_day_is_before_and_the_nearest(day: date, zone: str) -> None:
    before = calendar.previous_working_day(day, zone)
    assert before < day
    assert calendar.add_working_days(before, 1, zone) >= day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 25), 2, date(2027, 1, 25)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 30), 2, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_run_from_date_to_date(start: date, months: int, end: date) -> None:
    assert calendar.add_months(start, months) == end


@given(DAYS, st.integers(0, 48))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day: date, months: int) -> None:
    end = calendar.add_months(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and calendar.add_months(end, 1).day >= end.day)
