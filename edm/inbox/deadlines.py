"""A deadline in words: when, what is due, and how pressing it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from edm.register.models import Case

PRESSING = timedelta(days=2)


@dataclass(frozen=True)
class Deadline:
    words: str
    what: str
    tone: str = ""  # "", "tot" (soon) or "tard" (late): the end of a CSS class
    icon: str = "time"


def short_date(day: date, today: date) -> str:
    """“4 déc.”, “1er déc.”; with the year when it is another one."""
    words = date_format(day, "j N" if day.year == today.year else "j N Y")
    if (get_language() or "").startswith("fr"):
        # Django's French cuts these two shorter than the French do.
        words = words.replace("jan.", "janv.").replace("fév.", "févr.")
        if day.day == 1:
            words = words.replace("1 ", "1er ", 1)
    return words


def what_is_due(case: Case) -> str:
    """The thing that `case.due` waits for."""
    if case.due is None:
        return gettext("clock stopped") if case.clock_stopped_at and case.is_open else gettext("nothing is due")
    if case.due == case.acknowledgement_due and not case.acknowledged_at:
        return gettext("acknowledgement")
    return gettext("decision")


def deadline_of(case: Case, today: date) -> Deadline:
    """What the list says in the column of deadlines."""
    what = what_is_due(case)
    if case.due is None:
        return Deadline(gettext("no date"), what)
    left = (case.due - today).days
    if left < 0:
        late = ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}
        return Deadline(late, what, tone="tard", icon="warning")
    words = {0: gettext("today"), 1: gettext("tomorrow")}.get(left) or short_date(case.due, today)
    return Deadline(words, what, tone="tot" if case.due - today <= PRESSING else "")


CHANNEL_ICONS = {
    "scan": "doc-full-inverse",
    "form": "form",
    "email": "mail",
    "counter": "user",
    "phone": "mobile-alt",
    "portal": "globe",
    "paper": "doc-empty",
}

# Short enough for a column.
CHANNEL_WORDS = {
    "scan": _("Scan"),
    "form": _("Form"),
    "email": _("E-mail"),
    "counter": _("Counter"),
    "phone": _("Phone"),
    "portal": _("Personal space"),
    "paper": _("By post"),
}
