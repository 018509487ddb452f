"""The staff's search of the mail, under /gestion/recherche/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from edm.inbox.permissions import may_read_mail
from edm.organisation.selectors import units_for
from edm.register.models import Case, Channel, MailItem
from edm.search.selectors import PER_PAGE, Results, search_for

# The parameter of the address, the field of the index, and what the reader reads.
FILTERS = (("service", "unit", _("Unit")), ("etat", "state", _("State")), ("canal", "channel", _("Channel")))


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Row:
    """One result as it is read: plain words, since a page of them is what a search costs most."""

    url: str
    title: str
    snippet: str
    about: str  # number, day, direction
    sender: str
    unit: str
    state: str
    is_at_work: bool
    is_confidential: bool


class StaffSearchView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "search/staff.html"
    page_title = pgettext_lazy("noun", "Search")
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read_mail(request.user, request.town):  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def q(self) -> str:
        return self.request.GET.get("q", "").strip()

    @cached_property
    def results(self) -> Results:
        page = self.request.GET.get("page", "1")
        return search_for(
            self.request.user,
            self.request.town,  # type: ignore[attr-defined]
            self.q,
            int(page) if page.isdecimal() and len(page) < 6 else 1,
            filters={field: self.request.GET.get(name, "") for name, field, _label in FILTERS},
            facets=tuple(field for _name, field, _label in FILTERS),
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = self.results
        paginator = Paginator(range(results.pages * PER_PAGE), PER_PAGE)
        pages = self.request.GET.copy()
        pages.pop("page", None)
        return super().get_context_data(**kwargs) | {
            "q": self.q,
            "results": results,
            "rows": self.rows(),
            "filters": self.filters() if results.count or self.is_filtered else [],
            "page": paginator.page(results.page) if results.pages > 1 else None,
            "page_query": pages.urlencode(),
            "is_filtered": self.is_filtered,
        }

    @cached_property
    def is_filtered(self) -> bool:
        return any(self.request.GET.get(name) for name, _field, _label in FILTERS)

    def rows(self) -> list[Row]:
        directions, states = dict(MailItem.Direction.choices), dict(Case.State.choices)
        rows = []
        for hit in self.results.hits:
            item, case = hit.object, hit.object.case
            day = date_format(timezone.localtime(item.at), "j F Y")
            rows.append(
                Row(
                    url=hit.url,
                    title=hit.title,
                    snippet=hit.snippet,
                    about=f"{item.number} · {day} · {directions[item.direction]}",
                    sender=str(item.correspondent),
                    unit=case.unit.name,
                    state=str(states[case.state]),
                    is_at_work=case.is_open and case.state != Case.State.NEW,
                    is_confidential=case.confidential,
                )
            )
        return rows

    def filters(self) -> list[tuple[str, list[Choice]]]:
        """Each filter with the values found, the most frequent first, and how many each would leave."""
        names = units_for(self.request.town).order_by().values_list("pk", "name")  # type: ignore[attr-defined]
        units = {str(pk): name for pk, name in names}
        words: dict[str, dict[str, Any]] = {
            "unit": units,
            "state": dict(Case.State.choices),
            "channel": dict(Channel.choices),
        }
        return [
            (str(label), self._choices(name, words[field], self.results.facets.get(field, [])))
            for name, field, label in FILTERS
        ]

    def _choices(self, name: str, words: dict[str, Any], counts: list[tuple[str, int]]) -> list[Choice]:
        chosen = self.request.GET.get(name, "")
        choices = []
        for value, count in counts:
            query = self.request.GET.copy()
            query.pop("page", None)
            query[name] = "" if value == chosen else value
            choices.append(Choice(str(words.get(value, value)), count, f"?{query.urlencode()}", value == chosen))
        return choices
