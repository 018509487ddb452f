"""What pages show of an entry: its hours, its place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.directory.hours import Notice, Schedule, Week
from cms.directory.models import Entry
from cms.directory.words import State, day_in_words, span_in_words, state, weekday_name

NOTICES_SHOWN = 4


@dataclass(frozen=True)
class Row:
    """A day of the table, its spans in words."""

    name: str
    spans: list[str]
    is_today: bool = False


@dataclass(frozen=True)
class Season:
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Hours:
    """The hours of an entry at a moment: today's state, the week in force, what is unusual, the other weeks."""

    state: State | None
    season: str  # the name of the season in force; empty: the usual week
    rows: list[Row]
    notices: list[str]
    others: list[Season]


def hours_of(entry: Entry, now: datetime | None = None) -> Hours | None:
    """None where no hours are known. `now` is on the town's own clock."""
    schedule, now = entry.schedule, now or entry.now()
    if not schedule:
        return None
    today = now.date()
    season = schedule.season_on(today)
    others = [
        Season(_period(one.name, one.starts, one.ends, yearly=one.yearly), _rows(one.week))
        for one in schedule.seasons
        if one is not season and (one.yearly or one.ends >= today)
    ]
    if season:
        others.insert(0, Season(_("The rest of the year"), _rows(schedule.week)))
    notices = [notice_in_words(one) for one in schedule.notices(today)[:NOTICES_SHOWN]]
    return Hours(state(schedule, now), season.name if season else "", _rows_at(schedule, today), notices, others)


def _rows(week: Week, today: int = -1) -> list[Row]:
    closed = [pgettext("opening hours", "closed")]
    return [
        Row(weekday_name(number), [span_in_words(span) for span in spans] or closed, number == today)
        for number, spans in enumerate(week)
    ]


def _rows_at(schedule: Schedule, today: date) -> list[Row]:
    """The week in force, today's row as it really is: an exception or a holiday shows there."""
    week = list(schedule.week_on(today))
    week[today.weekday()] = schedule.spans_on(today)
    return _rows(week, today.weekday())


def _period(name: str, starts: date, ends: date, *, yearly: bool) -> str:
    form = "j F" if yearly else "j F Y"
    words = {"name": name, "starts": date_format(starts, form), "ends": date_format(ends, form)}
    return _("%(name)s, from %(starts)s to %(ends)s") % words


def notice_in_words(notice: Notice) -> str:
    """Like "Fermé le vendredi 25 décembre (jour férié)"."""
    days = {"starts": day_in_words(notice.starts), "ends": day_in_words(notice.ends)}
    days["hours"] = ", ".join(span_in_words(span) for span in notice.spans)
    one_day = notice.starts == notice.ends
    if notice.spans:
        words = _("Open on %(starts)s: %(hours)s") if one_day else _("Open from %(starts)s to %(ends)s: %(hours)s")
    else:
        words = _("Closed on %(starts)s") if one_day else _("Closed from %(starts)s to %(ends)s")
    reason = _("public holiday") if notice.is_holiday else notice.reason
    return words % days + (f" ({reason})" if reason else "")


def marker(entry: Entry) -> dict[str, Any]:
    """A point of the map."""
    return {
        "lat": float(entry.latitude or 0),
        "lon": float(entry.longitude or 0),
        "name": entry.name,
        "url": entry.get_absolute_url(),
    }
