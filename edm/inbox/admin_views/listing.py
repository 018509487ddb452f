"""The inbox: one list of all that arrived, on Wagtail's listing machinery."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import BaseListingView

from edm.inbox import selectors
from edm.inbox.columns import COLUMNS
from edm.inbox.listing import PER_PAGE, Listing
from edm.inbox.permissions import may_read_mail
from edm.organisation.requests import TownRequest
from edm.register.models import Case


class KnownCountPaginator(WagtailPaginator):
    """Takes the count of the view's tab when nothing narrows the list: one query less."""

    known: int | None = None
    verbose_name = _("item of mail")
    verbose_name_plural = _("items of mail")

    @cached_property
    def count(self) -> int:
        return self.known if self.known is not None else super().count


class InboxView(BaseListingView):
    request: TownRequest
    model = Case
    columns = COLUMNS
    page_title = _("Mail")
    header_icon = "mail"
    breadcrumbs_items: list[dict[str, str]] = []
    template_name = "inbox/list.html"
    results_template_name = "inbox/list_results.html"
    index_url_name = "inbox:list"
    index_results_url_name = "inbox:results"
    is_searchable = True
    paginate_by = PER_PAGE
    paginator_class = KnownCountPaginator
    table_classname = "listing pv-liste"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read_mail(request.user, self.request.town):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_search_form(self) -> SearchForm:
        return SearchForm(self.request.GET or None, placeholder=_("Subject, name, number…"))

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.request)

    @cached_property
    def filters(self) -> Any:
        return self.listing.filters

    @cached_property
    def ordering(self) -> str:
        return self.listing.ordering

    def get_queryset(self) -> QuerySet[Case]:
        return selectors.with_parties(self.listing.cases)

    def get_paginator(self, *args: Any, **kwargs: Any) -> KnownCountPaginator:
        paginator = KnownCountPaginator(*args, **kwargs)
        if not self.listing.is_narrowed:
            paginator.known = self.listing.counts[self.listing.view.code]
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        listing = self.listing
        base = reverse("inbox:list")
        context["tabs"] = [
            {
                "label": view.label,
                "url": f"{base}?vue={view.code}",
                "count": listing.counts[view.code],
                "current": view is listing.view,
            }
            for view in listing.views
        ]
        context["current_view"] = listing.view
        context["case_query"] = listing.query
        context["today"] = listing.today
        return context
