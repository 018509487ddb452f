"""The legal clock of a case, in sentences and milestones; every date comes from the register and edm.law."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from edm.inbox.deadlines import short_date
from edm.law import requests as law
from edm.register.clock import local_date
from edm.register.models import ELECTRONIC, Case, CaseKind

Rule = CaseKind.SilenceRule
TWELFTHS = 12
NARROWEST = 3  # twelfths that the words under a milestone need


@dataclass(frozen=True)
class Milestone:
    day: date
    date: str
    label: str
    state: str = ""  # "fait", "ici" or nothing: a CSS class
    width: int = NARROWEST  # of the way to the next one, in twelfths


@dataclass(frozen=True)
class LegalClock:
    state: str  # running, late, stopped, ended, none
    title: str
    lead: str = ""
    silence: str = ""
    milestones: list[Milestone] = field(default_factory=list)
    calculation: list[str] = field(default_factory=list)


def long_date(day: date) -> str:
    words = date_format(day, "j F Y")
    return words.replace("1 ", "1er ", 1) if day.day == 1 and (get_language() or "").startswith("fr") else words


def _silence(case: Case, past: bool) -> str:
    words = {
        (Rule.ACCEPTANCE, False): gettext("Silence: the request is accepted."),
        (Rule.REJECTION, False): gettext("Silence: the request is refused."),
        (Rule.ACCEPTANCE, True): gettext("Without an answer, the request is now accepted."),
        (Rule.REJECTION, True): gettext("Without an answer, the request is now refused."),
    }
    return words.get((Rule(case.kind.silence_rule), past), "")


def _calculation(case: Case, received: date) -> list[str]:
    """The steps of the count, each with its article."""
    lines = [gettext("Received on %(day)s: the count starts.") % {"day": long_date(received)}]
    if case.acknowledgement_due:
        lines.append(
            gettext("Acknowledgement by %(day)s: ten working days after an electronic request (CRPA, R112-11-1).")
            % {"day": long_date(case.acknowledgement_due)}
        )
    elif case.origin not in ELECTRONIC:
        lines.append(gettext("No term of acknowledgement: the ten working days bind electronic requests (R112-11-1)."))
    if case.decision_due and not case.clock_stopped_at:
        article = "L231-1" if case.kind.silence_rule == Rule.ACCEPTANCE else "L231-4"
        lines.append(
            ngettext(
                "Decision: %(n)d month from date to date, weekends included, until %(day)s (CRPA, %(article)s).",
                "Decision: %(n)d months from date to date, weekends included, until %(day)s (CRPA, %(article)s).",
                case.kind.silence_months,
            )
            % {"n": case.kind.silence_months, "day": long_date(case.decision_due), "article": article}
        )
        before = law.notify_before(case.decision_due, case.town.holiday_zone)
        lines.append(gettext("Notify by %(day)s, the working day before.") % {"day": long_date(before)})
    if case.decision_due:
        if case.kind.silence_rule == Rule.ACCEPTANCE:
            lines.append(gettext("An incomplete file: the delay starts again when it is complete (L114-5)."))
        else:
            lines.append(gettext("An incomplete file: the delay stands still until it is complete (L114-5)."))
    return lines


def _milestones(case: Case, received: date, today: date) -> list[Milestone]:
    """Received, today, acknowledgement, decision: in order, their widths as the days between them."""
    points = {received: (gettext("received"), "fait")}
    if case.acknowledged_at:
        sent = local_date(case.town, case.acknowledged_at)
        words = gettext("received, acknowledged") if sent == received else gettext("acknowledged")
        points[sent] = (words, "fait")
    elif case.acknowledgement_due:
        points[case.acknowledgement_due] = (gettext("acknowledgement due"), "")
    if case.decision_due and not case.clock_stopped_at:  # stopped, its date is not known
        points[case.decision_due] = (gettext("decision"), "")
    if case.is_open and received < today < max(points):
        points[today] = (gettext("today"), "ici")
    days = sorted(points)
    span = max((days[-1] - days[0]).days, 1)
    found = []
    for place, day in enumerate(days):
        label, state = points[day]
        way = (days[place + 1] - day).days if place + 1 < len(days) else 0
        width = max(round(TWELFTHS * way / span), NARROWEST)
        found.append(Milestone(day, short_date(day, day), label, state, width))
    return found if len(found) > 1 else []


def legal_clock(case: Case, today: date) -> LegalClock:
    """What the facts column says of the law's dates."""
    received = local_date(case.town, case.received_at)
    milestones = _milestones(case, received, today)
    calculation = _calculation(case, received)
    if not case.is_open:
        day = local_date(case.town, case.ended_at) if case.ended_at else None
        answered = case.state == Case.State.ANSWERED
        title = gettext("Answered") if answered else gettext("Closed")
        if day:
            words = gettext("Answered on %(day)s") if answered else gettext("Closed on %(day)s")
            title = words % {"day": long_date(day)}
        return LegalClock("ended", title, lead=case.closing_reason, calculation=calculation)
    if case.clock_stopped_at and case.decision_due:
        since = long_date(local_date(case.town, case.clock_stopped_at))
        lead = gettext("The citizen was asked for something. The delay goes on when the answer comes.")
        return LegalClock(
            "stopped", gettext("Clock stopped since %(day)s") % {"day": since}, lead, "", milestones, calculation
        )
    if case.decision_due:
        left = (case.decision_due - today).days
        if left < 0:
            lead = ngettext("%(n)d day late.", "%(n)d days late.", -left) % {"n": -left}
            title = gettext("Answer was due on %(day)s") % {"day": long_date(case.decision_due)}
            return LegalClock("late", title, lead, _silence(case, True), milestones, calculation)
        title = gettext("Answer before %(day)s") % {"day": long_date(case.decision_due)}
        before = law.notify_before(case.decision_due, case.town.holiday_zone)
        lead = ngettext("%(n)d day left.", "%(n)d days left.", left) % {"n": left}
        if before >= today:
            lead += " " + gettext("Notify by %(day)s.") % {"day": long_date(before)}
        return LegalClock("running", title, lead, _silence(case, False), milestones, calculation)
    if case.due:
        title = gettext("Acknowledgement before %(day)s") % {"day": long_date(case.due)}
        return LegalClock("running", title, "", "", milestones, calculation)
    if case.kind.is_unqualified:
        return LegalClock(
            "none", gettext("No deadline yet"), gettext("Say what kind of case it is: the deadlines follow.")
        )
    return LegalClock("none", gettext("No legal deadline"), gettext("No decision is expected for this kind of case."))
