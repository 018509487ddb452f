"""Which cases the list shows, from the address alone: the list and the case beside its neighbours both read it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from edm.inbox import selectors
from edm.inbox.filters import CaseFilterSet
from edm.organisation.requests import TownRequest
from edm.register.clock import local_date
from edm.register.models import Case

PER_PAGE = 25
# What the address of a case says beside the list it was opened from.
CASE_KEYS = ("tab", "doc", "page", "do", "_w_filter_fragment", "template", "demande")


class Listing:
    """One reader's list: view, filters, search and order."""

    def __init__(self, request: TownRequest) -> None:
        self.request = request
        self.town = request.town
        self.today = local_date(self.town, timezone.now())

    @cached_property
    def visible(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.request.user, self.town)

    @cached_property
    def views(self) -> list[selectors.View]:
        return selectors.views_for(user=self.request.user, town=self.town, today=self.today)

    @cached_property
    def view(self) -> selectors.View:
        """The tab asked for, else the first one."""
        wanted = self.request.GET.get("vue", "")
        return next((view for view in self.views if view.code == wanted), self.views[0])

    @cached_property
    def counts(self) -> dict[str, int]:
        return selectors.counts_for(self.visible, self.views)

    @cached_property
    def filters(self) -> CaseFilterSet:
        return CaseFilterSet(self.request.GET, queryset=Case.objects.none(), request=self.request)

    @cached_property
    def search_query(self) -> str:
        # PostgreSQL takes no NUL in a text, and nobody types one.
        return self.request.GET.get("q", "").replace("\x00", "").strip()

    @cached_property
    def ordering(self) -> str:
        wanted = self.request.GET.get("ordering", "")
        return wanted if wanted in selectors.ORDERINGS else self.view.ordering

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search_query) or bool(self.filters.is_valid() and self.filters.form.has_changed())

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """The cases of the view, narrowed and in order."""
        cases = self.view.of(self.visible)
        chose_state = False
        if self.filters.is_valid():
            chose_state = bool(self.filters.form.cleaned_data.get("state"))
            cases = self.filters.filter_queryset(cases)
        if self.view.open_only and not chose_state:
            cases = cases.filter(state__in=selectors.OPEN_STATES)
        cases = selectors.search_cases(cases, self.search_query)
        return selectors.order_cases(cases, self.ordering)

    @cached_property
    def query(self) -> str:
        """The list's part of the address, to carry from page to page."""
        kept: QueryDict = self.request.GET.copy()
        for key in CASE_KEYS:
            kept.pop(key, None)
        return kept.urlencode()

    def neighbours(self) -> list[Case]:
        """The page of the list that the case was opened from, with one case more at each end."""
        number = self.request.GET.get("p", "1")
        first = (max(int(number), 1) - 1) * PER_PAGE if number.isdecimal() else 0
        return list(selectors.with_parties(self.cases)[max(first - 1, 0) : first + PER_PAGE + 1])


def steps(cases: list[Case], current: Any) -> tuple[Case | None, Case | None]:
    """The case before and the one after; when the case has left the list, the one after is the first left."""
    places = [place for place, case in enumerate(cases) if case.pk == current]
    if not places:
        return None, cases[0] if cases else None
    place = places[0]
    return cases[place - 1] if place else None, cases[place + 1] if place + 1 < len(cases) else None
