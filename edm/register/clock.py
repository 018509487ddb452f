"""A case's legal clock: what is due, when it stops, when it runs again. The dates are edm.law's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from edm.law import requests as law
from edm.organisation.models import Town
from edm.register.models import ELECTRONIC, Case, CaseKind


@dataclass(frozen=True)
class Deadlines:
    acknowledgement: date | None
    decision: date | None


def local_date(town: Town, at: datetime) -> date:
    return at.astimezone(ZoneInfo(town.time_zone)).date()


def deadlines(*, kind: CaseKind, channel: str, received: date, zone: str) -> Deadlines:
    """What the law asks of a case of this kind that arrived that day by that channel.

    The ten working days of the acknowledgement bind electronic requests (R112-11-1); what nobody has
    qualified has no term of decision yet.
    """
    acknowledgement = None
    if channel in ELECTRONIC and kind.acknowledged:
        acknowledgement = law.acknowledgement_due(received, zone)
    decision = None
    if kind.silence_rule != CaseKind.SilenceRule.NONE and not kind.is_unqualified:
        decision = law.decision_due(received, kind.silence_months)
    return Deadlines(acknowledgement, decision)


def set_deadlines(case: Case, *, acknowledged: bool = True) -> None:
    """Compute the case's dates from its kind, its channel and its reception.

    `acknowledged` False: who wrote is owed no acknowledgement (an institution, a machine).
    """
    zone = case.town.holiday_zone
    received = local_date(case.town, case.received_at)
    found = deadlines(kind=case.kind, channel=case.origin, received=received, zone=zone)
    case.acknowledgement_due = found.acknowledgement if acknowledged else None
    case.decision_due = found.decision
    case.due = next_due(case)


def next_due(case: Case) -> date | None:
    """The earliest date by which something must be done; None when nothing is due or the clock stands still."""
    if not case.is_open:
        return None
    waiting = []
    if case.acknowledgement_due and not case.acknowledged_at:
        waiting.append(case.acknowledgement_due)
    if case.decision_due and not case.clock_stopped_at:
        waiting.append(case.decision_due)
    return min(waiting, default=None)


def acknowledge(case: Case, at: datetime) -> None:
    """The full acknowledgement is given: it is no longer due."""
    case.acknowledged_at = at
    case.due = next_due(case)


def stop(case: Case, at: datetime) -> None:
    """A document is missing: the clock stands still from now on (L114-5)."""
    case.clock_stopped_at = case.clock_stopped_at or at
    case.due = next_due(case)


def resume(case: Case, at: datetime) -> None:
    """What was missing has come: rejection's delay goes on, acceptance's starts again (L114-5)."""
    if case.clock_stopped_at is None:
        return
    today = local_date(case.town, at)
    if case.decision_due is not None:
        if case.kind.silence_rule == CaseKind.SilenceRule.ACCEPTANCE:
            case.decision_due = law.restarted_due(today, case.kind.silence_months)
        else:
            stopped = local_date(case.town, case.clock_stopped_at)
            case.decision_due = law.suspended_due(case.decision_due, stopped, max(stopped, today))
    case.clock_stopped_at = None
    case.due = next_due(case)
