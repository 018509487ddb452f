"""Public: what other packages read of the register, and how a town's is set up. All else here is private to edm."""

from __future__ import annotations

from edm.organisation.api import Town
from edm.register.models import CaseKind, Channel
from edm.register.registration import Fact, Sender, registry_prepare
from edm.register.services import case_take
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
    "case_take",
    "registry_prepare",
    "verify",
]


def case_kinds_for(town: Town) -> list[CaseKind]:
    """The kinds of case a procedure of this town may open."""
    return list(CaseKind.objects.filter(town=town, is_unqualified=False).select_related("unit"))
