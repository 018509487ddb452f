"""When events come back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cms.pages.recurrence import Frequency, Recurrence

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
YEAR = timedelta(days=366)


def test_every_week_on_two_days_but_one() -> None:
    market = Recurrence(
        date(2026, 11, 24), Frequency.WEEKLY, frozenset({4}), date(2026, 12, 8), frozenset({date(2026, 11, 27)})
    )
    found = list(market.days(date(2026, 11, 1), date(2027, 1, 1)))
    assert found == [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 8)]


def test_the_second_wednesday_and_the_last_one() -> None:
    second = Recurrence(date(2026, 12, 9), Frequency.MONTHLY_WEEKDAY)
    assert list(second.days(date(2027, 1, 1), date(2027, 3, 31))) == [
        date(2027, 1, 13),
        date(2027, 2, 10),
        date(2027, 3, 10),
    ]
    last = Recurrence(date(2026, 12, 30), Frequency.MONTHLY_WEEKDAY)
    assert list(last.days(date(2027, 1, 1), date(2027, 2, 28))) == [date(2027, 1, 27), date(2027, 2, 24)]
    assert last.rule() == {"FREQ": "MONTHLY", "BYDAY": "-1WE"}


@given(DAYS, st.sampled_from(Frequency), st.frozensets(st.integers(0, 6)), DAYS)
def test_days_are_in_order_within_what_was_asked_and_not_before_the_first(
    start: date, frequency: Frequency, weekdays: frozenset[int], first: date
) -> None:
    rule = Recurrence(start, frequency, weekdays)
    found = list(rule.days(first, first + YEAR))
    assert found == sorted(set(found))
    assert all(max(start, first) <= day <= first + YEAR for day in found)
    assert start in rule.days(start, start)
    if frequency == Frequency.WEEKLY and start <= first:
        assert len(found) >= 52


@given(DAYS, st.sampled_from(Frequency), DAYS)
def test_a_day_that_is_excepted_never_comes(start: date, frequency: Frequency, until: date) -> None:
    plain = Recurrence(start, frequency, until=until)
    days = list(plain.days(start, start + YEAR))
    if frequency != Frequency.NONE:
        assert all(day <= until for day in days)
        without = Recurrence(start, frequency, until=until, exceptions=frozenset(days))
        assert not list(without.days(start, start + YEAR))
