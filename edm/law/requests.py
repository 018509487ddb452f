"""The delays of a citizen's request: code des relations entre le public et l'administration (CRPA)."""

from __future__ import annotations

from datetime import date

from edm.law.calendar import add_months, add_working_days, previous_working_day

ACKNOWLEDGEMENT_WORKING_DAYS = 10
APPEAL_MONTHS = 2


def acknowledgement_due(received: date, zone: str = "metropole") -> date:
    """The last day for the full acknowledgement of an electronic request: ten working days (CRPA, R112-11-1)."""
    return add_working_days(received, ACKNOWLEDGEMENT_WORKING_DAYS, zone)


def decision_due(received: date, months: int = 2) -> date:
    """The date at which silence decides: date to date, not moved at weekends (CRPA, L231-1 and L231-6)."""
    return add_months(received, months)


def notify_before(due: date, zone: str = "metropole") -> date:
    """The working day before a tacit decision: a notified decision must have arrived by then."""
    return previous_working_day(due, zone)


def suspended_due(due: date, stopped: date, resumed: date) -> date:
    """Silence means rejection: the delay is suspended while documents are missing (CRPA, L114-5).

    Raises ValueError when the delay resumes before it stopped.
    """
    if resumed < stopped:
        raise ValueError("a delay resumes after it stopped")
    return due + (resumed - stopped)


def restarted_due(completed: date, months: int = 2) -> date:
    """Silence means acceptance: the delay runs from the day the file is complete (CRPA, L114-5)."""
    return decision_due(completed, months)


def appeal_until(decided: date) -> date:
    """The last day of an appeal to the administrative court: two months (CJA, R421-1 and R421-2)."""
    return add_months(decided, APPEAL_MONTHS)
