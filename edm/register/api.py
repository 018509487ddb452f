"""Public: what other packages read of the register. All else in this app is private to edm."""

from __future__ import annotations

from edm.register.models import CaseKind, Channel
from edm.register.registration import Fact, Sender
from edm.register.tracking import CaseView, DocumentView, ItemView, case_for_tracking, case_states
from edm.register.verification import verify

__all__ = [
    "CaseKind",
    "CaseView",
    "Channel",
    "DocumentView",
    "Fact",
    "ItemView",
    "Sender",
    "case_for_tracking",
    "case_kinds_for",
    "case_states",
    "verify",
]


def case_kinds_for(town: object) -> list[CaseKind]:
    """The kinds of case a procedure of this town may open."""
    return list(CaseKind.objects.filter(town=town, is_unqualified=False).select_related("unit"))
