"""Reads of the ledger: what a registrar looks at, and the only way to one reception."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404

from edm.intake.day import LedgerDay
from edm.intake.models import Reception
from edm.organisation.models import Role, Town
from edm.organisation.selectors import roles_of

State = Reception.State
SET_ASIDE = (State.DUPLICATE, State.QUARANTINED, State.REJECTED)
UNDECIDED = Q(state=State.QUARANTINED, reviewed_at=None)


def receptions_visible(user: Any, town: Town) -> QuerySet[Reception]:
    """Subjects and senders are mail: the registrar alone reads them here, the administrator has the counts."""
    if Role.REGISTRAR not in roles_of(user, town):
        return Reception.objects.none()
    rows = Reception.objects.filter(town=town.pk)
    return rows.select_related("document__blob", "item__case", "original__item__case", "reviewed_by")


def reception_get_for(user: Any, town: Town, reception_id: int) -> Reception:
    """The reception, or Http404 to whom it is a stranger's."""
    reception = receptions_visible(user, town).filter(pk=reception_id).first()
    if reception is None:
        raise Http404
    return reception


def to_look_at(rows: QuerySet[Reception], ledger: LedgerDay, *, with_undecided: bool) -> QuerySet[Reception]:
    """Of `rows`, what was not simply registered that day, and all that waits for a decision; that first."""
    wanted = Q(state__in=SET_ASIDE, received_at__gte=ledger.start, received_at__lt=ledger.end)
    if with_undecided:
        wanted |= UNDECIDED
    first = Case(When(UNDECIDED, then=Value(0)), default=Value(1))
    return rows.filter(wanted).order_by(first, "-received_at", "-pk")
