"""Opening hours in the words of the reader's day: "Ouvert, ferme à 17 h", "Fermé, ouvre lundi à 9 h"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cms.directory.hours import Opening, Schedule, Span

NOON = time(12)
NAMED_BY_WEEKDAY = timedelta(days=6)  # later, "lundi" alone would be the wrong one


@dataclass(frozen=True)
class State:
    """Whether a place is open now, and what comes next."""

    is_open: bool
    now: str
    later: str = ""


def clock(moment: time) -> str:
    """An hour as people write it: "9 h", "18 h 30"; in English "9:00", "18:30"."""
    whole, with_minutes = pgettext("whole hour", "{hour}:00"), pgettext("hour and minutes", "{hour}:{minute}")
    pattern = with_minutes if moment.minute else whole
    return pattern.format(hour=moment.hour, minute=f"{moment.minute:02d}")


def span_in_words(span: Span) -> str:
    return f"{clock(span.opens)} – {clock(span.closes)}"


def day_in_words(day: date) -> str:
    """Like "lundi 4 janvier"; in French the first of a month is "1er"."""
    words = date_format(day, "l j F")
    french = (get_language() or "").startswith("fr")
    return words.replace(" 1 ", " 1er ") if french and day.day == 1 else words


def weekday_name(number: int) -> str:
    """0 is Monday."""
    return date_format(date(2024, 1, 1) + timedelta(days=number), "l").capitalize()  # a Monday


def state(schedule: Schedule, now: datetime) -> State | None:
    """What to say of a place at this moment of the town's clock; None where no hours are known."""
    if not schedule:
        return None
    opening = schedule.at(now)
    if opening.is_open and opening.until:
        later = ""
        if opening.then and opening.day == now.date():
            later = _("Opens again at %(hour)s") % {"hour": clock(opening.then.opens)}
        return State(True, _("Open, closes at %(hour)s") % {"hour": clock(opening.until)}, later)
    if not opening.then or not opening.day:
        return State(False, pgettext("a place", "Closed"))
    hour = clock(opening.then.opens)
    if opening.day == now.date():
        return State(False, _("Closed, opens at %(hour)s") % {"hour": hour})
    return State(False, _("Closed, opens on %(day)s at %(hour)s") % {"day": _day(opening.day, now), "hour": hour})


def town_hall_state(schedule: Schedule, now: datetime) -> State | None:
    """The same of the town hall on the home page, where it is named and has two lines."""
    if not schedule:
        return None
    opening = schedule.at(now)
    today = opening.day == now.date()
    if opening.is_open and opening.until:
        closes = _("Town hall open, closes at %(hour)s") % {"hour": clock(opening.until)}
        return State(True, closes, _later_today(opening.then) if opening.then and today else "")
    if opening.then and today:
        return State(False, _("Town hall closed, opens at %(hour)s") % {"hour": clock(opening.then.opens)})
    return State(False, _("Town hall closed"), _next_day(opening, now))


def _later_today(span: Span) -> str:
    hours = {"opens": clock(span.opens), "closes": clock(span.closes)}
    if span.opens >= NOON:
        return _("This afternoon: %(opens)s to %(closes)s") % hours
    return _("Later: %(opens)s to %(closes)s") % hours


def _next_day(opening: Opening, now: datetime) -> str:
    if not opening.then or not opening.day:
        return ""
    return _("Opens on %(day)s at %(hour)s") % {"day": _day(opening.day, now), "hour": clock(opening.then.opens)}


def _day(day: date, now: datetime) -> str:
    return date_format(day, "l") if day - now.date() <= NAMED_BY_WEEKDAY else day_in_words(day)
