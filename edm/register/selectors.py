"""How a case is fetched: always narrowed to the town and to what the reader may see."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from edm.organisation.models import Town
from edm.register.models import Case
from edm.register.querysets import CaseQuerySet


def cases_visible(user: Any, town: Town | None) -> CaseQuerySet:
    """The cases a list may show, with what every list names."""
    return Case.objects.visible_to(user, town).select_related("unit", "assignee", "correspondent", "kind")


def case_get_for(user: Any, town: Town | None, case_id: int) -> Case:
    """The case, or Http404 to whom it is a stranger's."""
    case = cases_visible(user, town).select_related("town", "body__town").filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def case_get_to_work(user: Any, town: Town | None, case_id: int) -> Case:
    """The case to act on: who was only informed of it reads, and gets Http404 here."""
    case = (
        Case.objects.workable_by(user, town)
        .select_related("unit", "assignee", "correspondent", "kind", "town", "body__town")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise Http404
    return case
