"""The inbox's reads: its views, their counts, and the neighbours of a case. All of it goes through visible_to()."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from edm.organisation.models import UNIT_ROLES, Membership, Role, Town
from edm.organisation.selectors import roles_of
from edm.register.models import Case

OPEN_STATES = [state for state in Case.State.values if state not in Case.ENDED]
ORDERINGS = {
    "due": F("due").asc(nulls_last=True),
    "-due": F("due").desc(nulls_last=True),
    "received_at": F("received_at").asc(),
    "-received_at": F("received_at").desc(),
}


@dataclass(frozen=True)
class View:
    """One tab of the inbox: what it holds of the cases that the reader sees."""

    code: str
    label: Any
    condition: Q
    open_only: bool = True
    ordering: str = "due"

    def of(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        return cases.filter(self.condition)


def views_for(*, user: Any, town: Town | None, today: date) -> list[View]:
    """The tabs this person has use for, the one to open first in front."""
    roles = roles_of(user, town)
    week = today + timedelta(days=7 - today.isoweekday())
    views = []
    if roles & set(UNIT_ROLES):
        own = Membership.objects.filter(user=user, town=town, role__in=UNIT_ROLES).values("unit")
        views.append(View("unit", _("My unit"), Q(unit__in=own)))
    if Role.REGISTRAR in roles:
        views.append(View("qualify", _("To qualify"), Q(kind__is_unqualified=True), ordering="-received_at"))
    if roles & {Role.REGISTRAR, Role.HEAD, Role.CLERK}:
        views += [
            View("mine", _("Mine"), Q(assignee=user.pk)),
            View("nobody", _("Nobody's"), Q(assignee=None)),
            View("late", _("Late"), Q(due__lt=today)),
            View("week", _("This week"), Q(due__gte=today, due__lte=week)),
        ]
    views.append(View("all", _("All the mail"), Q(), open_only=False, ordering="-received_at"))
    return views


def counts_for(cases: QuerySet[Case], views: Sequence[View]) -> dict[str, int]:
    """How many cases each view holds: one query, over the cases already narrowed to the reader."""
    is_open = Q(state__in=OPEN_STATES)
    return cases.order_by().aggregate(
        **{view.code: Count("pk", filter=(view.condition & is_open) if view.open_only else None) for view in views}
    )


def search_cases(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Each word in the number, the subject or the sender; the text of letters is searched elsewhere."""
    for word in query.split():
        cases = cases.filter(
            Q(number__icontains=word) | Q(subject__icontains=word) | Q(correspondent__name__icontains=word)
        )
    return cases


def order_cases(cases: QuerySet[Case], ordering: str) -> QuerySet[Case]:
    """By deadline (what has none last) or by date of reception, always in one order alone."""
    return cases.order_by(ORDERINGS.get(ordering, ORDERINGS["due"]), "-pk")


def with_parties(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What a line shows, in the same query."""
    return cases.select_related("unit", "assignee", "correspondent")
