"""What is said of a place at any moment: the week, seasons, closures, holidays, the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.directory.hours import Exceptional, Schedule, Season, Span, parse_day, parse_span
from cms.directory.words import clock, day_in_words, state, town_hall_state

NBSP = "\N{NO-BREAK SPACE}"
MORNING = Span(time(9), time(12))
AFTERNOON = Span(time(14), time(17, 30))
WEEK = ((MORNING, AFTERNOON), (MORNING,), (), (), (MORNING,), (), ())
USUAL = Schedule(WEEK)
MONDAY = date(2026, 11, 23)
PARIS = ZoneInfo("Europe/Paris")


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize("text", ["9h-12h", "9 h – 12 h", "09:00-12:00", "9h00 à 12h00"])
def test_hours_are_read_as_people_write_them(text):
    assert parse_span(text) == MORNING


@pytest.mark.parametrize("text", ["9h-12h, 14h-17h30", "9h-12h ; 14h-17h30", "9h-12h et 14h-17h30", "14h-17h30/9h-12h"])
def test_a_day_has_several_spans_in_their_order(text):
    assert parse_day(text) == (MORNING, AFTERNOON)


@pytest.mark.parametrize(
    "text",
    ["morning", "12h-9h", "9-12", "25h-26h", "18h-2h", "22h-24h", "9h-12h, 11h-14h", "9h-12h 14h-17h", ",", "9h-9h"],
)
def test_what_is_no_span_overlaps_or_passes_midnight_is_refused(text):
    with pytest.raises(ValueError):
        parse_day(text)


def test_nothing_typed_is_closed():
    assert parse_span("  ") is None
    assert parse_day("  ") == ()


def test_open_now_says_when_it_closes_and_opens_again():
    assert state(USUAL, at(10)).now == f"Ouvert, ferme à 12{NBSP}h"
    assert state(USUAL, at(10)).later == f"Rouvre à 14{NBSP}h"
    found = town_hall_state(USUAL, at(10))
    assert found.is_open
    assert found.now == f"Mairie ouverte, ferme à 12{NBSP}h"
    assert found.later.startswith("Cet après-midi : 14")


def test_bounds_are_open_at_the_first_minute_and_closed_at_the_last():
    assert state(USUAL, at(9)).is_open
    assert not state(USUAL, at(8, 59)).is_open
    assert state(USUAL, at(11, 59)).is_open
    assert not state(USUAL, at(12)).is_open


def test_closed_says_when_it_opens():
    assert town_hall_state(USUAL, at(12, 30)).now == f"Mairie fermée, ouvre à 14{NBSP}h"
    assert state(USUAL, at(12, 30)).now == f"Fermé, ouvre à 14{NBSP}h"
    assert town_hall_state(USUAL, at(18)).later == f"Ouvre mardi à 9{NBSP}h"
    assert state(USUAL, at(18)).now == f"Fermé, ouvre mardi à 9{NBSP}h"


def test_an_opening_a_week_away_or_more_is_dated():
    schedule = Schedule(WEEK, exceptions=(Exceptional(MONDAY, date(2026, 12, 3)),))
    assert state(schedule, at(10)).now == f"Fermé, ouvre vendredi 4 décembre à 9{NBSP}h"


def test_a_closure_is_jumped_over():
    closed = Schedule(WEEK, exceptions=(Exceptional(date(2026, 11, 24), date(2026, 11, 24)),))
    assert town_hall_state(closed, at(18)).later == f"Ouvre vendredi à 9{NBSP}h"


def test_a_day_opened_within_a_closed_fortnight_is_open():
    fortnight = Exceptional(MONDAY, MONDAY + timedelta(13))
    schedule = Schedule(WEEK, exceptions=(fortnight, Exceptional(MONDAY, MONDAY, (AFTERNOON,))))
    assert schedule.spans_on(MONDAY) == (AFTERNOON,)
    assert schedule.spans_on(MONDAY + timedelta(7)) == ()


def test_a_public_holiday_of_the_zone_is_closed_unless_an_opening_is_said():
    good_friday, friday = date(2027, 3, 26), Schedule(WEEK, zone="moselle")
    assert friday.spans_on(good_friday) == ()
    assert Schedule(WEEK, zone="metropole").spans_on(good_friday) == (MORNING,)
    opened = Schedule(WEEK, zone="moselle", exceptions=(Exceptional(good_friday, good_friday, (AFTERNOON,)),))
    assert opened.spans_on(good_friday) == (AFTERNOON,)
    told = Schedule(WEEK, zone="metropole").notices(date(2026, 12, 20))
    assert [one.starts for one in told] == [date(2026, 12, 25), date(2027, 1, 1)]


def test_a_yearly_season_passes_the_new_year():
    winter = Season("Hiver", date(2020, 11, 1), date(2021, 2, 28), ((AFTERNOON,),) * 7, yearly=True)
    schedule = Schedule(WEEK, (winter,))
    assert schedule.week_on(date(2026, 12, 31)) == winter.week
    assert schedule.week_on(date(2027, 1, 4)) == winter.week
    assert schedule.week_on(date(2027, 3, 1)) == WEEK


def test_a_season_of_one_year_holds_both_its_days_and_no_other():
    summer = Season("Été", date(2026, 7, 1), date(2026, 8, 31), ((),) * 7)
    schedule = Schedule(WEEK, (summer,))
    assert schedule.season_on(date(2026, 7, 1)) == schedule.season_on(date(2026, 8, 31)) == summer
    assert schedule.season_on(date(2026, 6, 30)) is schedule.season_on(date(2027, 7, 1)) is None


def test_what_opens_only_in_summer_says_when():
    summer = Season("Été", date(2026, 6, 15), date(2026, 8, 31), ((MORNING,),) * 7, yearly=True)
    pool = Schedule(seasons=(summer,))
    assert state(pool, at(10)).now == f"Fermé, ouvre mardi 15 juin à 9{NBSP}h"


@pytest.mark.parametrize(("utc", "is_open"), [((2026, 10, 25, 7, 59), False), ((2026, 10, 25, 8, 0), True)])
def test_the_clock_of_the_town_counts_when_clocks_change(utc, is_open):
    """On 25 October 2026 summer time ends in Paris: 9 h is 8 h UTC, an hour later than the day before."""
    sunday = Schedule(((),) * 6 + ((MORNING,),))
    assert sunday.at(datetime(*utc, tzinfo=UTC).astimezone(PARIS)).is_open is is_open
    assert sunday.at(datetime(2026, 3, 29, 7, 0, tzinfo=UTC).astimezone(PARIS)).is_open


def test_unknown_hours_say_nothing():
    assert state(Schedule(), at(10)) is None


def test_words_of_hours_and_days():
    assert clock(time(18, 30)) == f"18{NBSP}h{NBSP}30"
    assert day_in_words(date(2027, 1, 1)) == "vendredi 1er janvier"


minutes = st.integers(0, 24 * 60 - 1)


@st.composite
def days(draw):
    bounds = sorted(draw(st.sets(minutes, max_size=6)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return tuple(Span(time(*divmod(first, 60)), time(*divmod(last, 60))) for first, last in pairs)


@st.composite
def schedules(draw):
    dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    weeks = st.lists(days(), min_size=7, max_size=7).map(tuple)
    seasons, exceptions = [], []
    for _number in range(draw(st.integers(0, 2))):
        first = draw(dates)
        seasons.append(Season("", first, first + timedelta(draw(st.integers(0, 90))), draw(weeks), draw(st.booleans())))
    for _number in range(draw(st.integers(0, 2))):
        first = draw(dates)
        exceptions.append(Exceptional(first, first + timedelta(draw(st.integers(0, 20))), draw(days())))
    return Schedule(
        draw(weeks), tuple(seasons), tuple(exceptions), draw(st.sampled_from([None, "metropole", "reunion"]))
    )


@given(days())
def test_what_is_written_is_read_back(spans):
    text = ", ".join(f"{span.opens:%Hh%M}-{span.closes:%Hh%M}" for span in spans)
    assert parse_day(text) == spans


@given(st.text(max_size=40))
def test_anything_typed_is_read_or_refused(text):
    try:
        spans = parse_day(text)
    except ValueError:
        return
    assert all(span.opens < span.closes for span in spans)
    assert list(spans) == sorted(spans)


@given(schedules(), st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times()))
def test_the_state_agrees_with_the_spans_of_the_day(schedule, now):
    found = schedule.at(now)
    within = [span for span in schedule.spans_on(now.date()) if span.opens <= now.time() < span.closes]
    assert found.is_open == bool(within)
    if within:
        assert found.until == within[0].closes
    if found.then:
        assert found.then in schedule.spans_on(found.day)
        assert datetime.combine(found.day, found.then.opens) > now
        between = (found.day - now.date()).days
        assert not any(schedule.spans_on(now.date() + timedelta(ahead)) for ahead in range(1, between))
