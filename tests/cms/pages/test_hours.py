"""What the home page says of the town hall, at any moment."""

from datetime import date, datetime, time

import pytest

from cms.pages.hours import Span, clock, day_in_words, parse_span, state

MORNING = Span(time(9), time(12))
AFTERNOON = Span(time(14), time(17, 30))
WEEK = {0: [MORNING, AFTERNOON], 1: [MORNING], 4: [MORNING]}
MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize("text", ["9h-12h", "9 h – 12 h", "09:00-12:00", "9h00 à 12h00"])
def test_hours_are_read_as_people_write_them(text):
    assert parse_span(text) == MORNING


@pytest.mark.parametrize("text", ["morning", "12h-9h", "9-12", "25h-26h"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError):
        parse_span(text)


def test_nothing_typed_is_closed():
    assert parse_span("  ") is None


def test_open_now_says_when_it_closes_and_opens_again():
    found = state(WEEK, frozenset(), at(10))
    assert found.is_open
    assert found.now == "Mairie ouverte, ferme à 12\N{NO-BREAK SPACE}h"
    assert found.later.startswith("Cet après-midi : 14")


def test_bounds_are_open_at_the_first_minute_and_closed_at_the_last():
    assert state(WEEK, frozenset(), at(9)).is_open
    assert not state(WEEK, frozenset(), at(12)).is_open


def test_closed_at_noon_says_when_it_opens():
    assert state(WEEK, frozenset(), at(12, 30)).now == "Mairie fermée, ouvre à 14\N{NO-BREAK SPACE}h"


def test_after_hours_names_the_next_day():
    assert state(WEEK, frozenset(), at(18)).later == "Ouvre mardi à 9\N{NO-BREAK SPACE}h"


def test_a_closure_is_jumped_over():
    closed = frozenset({date(2026, 11, 24)})
    assert state(WEEK, closed, at(18)).later == "Ouvre vendredi à 9\N{NO-BREAK SPACE}h"
    assert not state(WEEK, frozenset({MONDAY}), at(10)).is_open


def test_unknown_hours_say_nothing():
    assert state({}, frozenset(), at(10)) is None


def test_words_of_hours_and_days():
    assert clock(time(18, 30)) == "18\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"
    assert day_in_words(date(2027, 1, 1)) == "vendredi 1er janvier"
