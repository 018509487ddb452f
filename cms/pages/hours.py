"""Opening hours: what a webmaster types, read once, and told in the words of the reader's day.

Plain Python except for the words: the clock is an argument, so that the tests choose the hour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

_SPAN = re.compile(r"^\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*[-–—à]\s*(\d{1,2})\s*[h:]\s*(\d{2})?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{clock(self.opens)} – {clock(self.closes)}"


def parse_span(text: str) -> Span | None:
    """Read "9h-12h30", "9 h – 12 h" or "09:00-12:00"; nothing typed is None (closed).

    Raises ValueError when it is neither.
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


def clock(moment: time) -> str:
    """An hour as people write it: "9 h", "18 h 30"; in English "9:00", "18:30"."""
    whole, with_minutes = pgettext("whole hour", "{hour}:00"), pgettext("hour and minutes", "{hour}:{minute}")
    pattern = with_minutes if moment.minute else whole
    return pattern.format(hour=moment.hour, minute=f"{moment.minute:02d}")


def day_in_words(day: date) -> str:
    """Like "lundi 4 janvier"; in French the first of a month is "1er"."""
    words = date_format(day, "l j F")
    french = (get_language() or "").startswith("fr")
    return words.replace(" 1 ", " 1er ") if french and day.day == 1 else words


@dataclass(frozen=True)
class State:
    """Whether the town hall is open now, and what comes next."""

    is_open: bool
    now: str
    later: str = ""


Week = Mapping[int, Sequence[Span]]  # 0 is Monday


def state(week: Week, closed_on: frozenset[date], now: datetime) -> State | None:
    """What to say at this moment of the town's clock; None where no hours are known."""
    if not any(week.values()):
        return None
    today = [] if now.date() in closed_on else list(week.get(now.weekday(), ()))
    current = next((span for span in today if span.opens <= now.time() < span.closes), None)
    later = [span for span in today if span.opens > now.time()]
    if current:
        return State(
            True,
            _("Town hall open, closes at %(hour)s") % {"hour": clock(current.closes)},
            _later_today(later[0]) if later else "",
        )
    if later:
        return State(False, _("Town hall closed, opens at %(hour)s") % {"hour": clock(later[0].opens)})
    return State(False, _("Town hall closed"), _next_day(week, closed_on, now.date()))


def _later_today(span: Span) -> str:
    hours = {"opens": clock(span.opens), "closes": clock(span.closes)}
    if span.opens >= time(12):
        return _("This afternoon: %(opens)s to %(closes)s") % hours
    return _("Later: %(opens)s to %(closes)s") % hours


def _next_day(week: Week, closed_on: frozenset[date], today: date) -> str:
    for ahead in range(1, 15):
        day = today + timedelta(days=ahead)
        spans = [] if day in closed_on else week.get(day.weekday(), ())
        if spans:
            return _("Opens on %(day)s at %(hour)s") % {
                "day": date_format(day, "l"),
                "hour": clock(spans[0].opens),
            }
    return ""
