"""“Quality of the site”: what to mend, page by page, and the pictures and documents that nothing uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from wagtail.admin import messages

from cms.editing import selectors
from cms.editing.rules import RULES
from cms.editing.services import page_review
from edm.organisation.api import Town, TownRequest, pages_of


@dataclass(frozen=True)
class Tab:
    code: str
    label: str | Promise
    nothing: str | Promise
    rows: Callable[[Town], QuerySet[Any]]


PAGES = (
    Tab(
        "a-corriger",
        gettext_lazy("To correct or improve"),
        gettext_lazy("Nothing to correct: every page is right."),
        selectors.with_findings,
    ),
    Tab(
        "a-relire",
        gettext_lazy("To read again"),
        gettext_lazy("Every page was published or read again within a year."),
        selectors.stale,
    ),
    Tab("poids", gettext_lazy("The heaviest"), gettext_lazy("No page is measured yet."), selectors.heaviest),
)
FILES = (
    Tab("images", gettext_lazy("Pictures"), gettext_lazy("Every picture is used."), selectors.unused_images),
    Tab("documents", gettext_lazy("Documents"), gettext_lazy("Every document is used."), selectors.unused_documents),
)


class TabsView(ListView[Any]):
    """Lists side by side, one shown: `?vue=` says which, the first by default."""

    request: TownRequest
    tabs: tuple[Tab, ...]
    paginate_by = 50

    @property
    def tab(self) -> Tab:
        asked = self.request.GET.get("vue", "")
        return next((tab for tab in self.tabs if tab.code == asked), self.tabs[0])

    def get_queryset(self) -> QuerySet[Any]:
        return self.tab.rows(self.request.town)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"tabs": self.tabs, "tab": self.tab}


class PagesView(TabsView):
    tabs = PAGES
    template_name = "editing/pages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for health in context["object_list"]:
            health.titles = [(RULES[code].title, count) for code, count in health.counts.items() if code in RULES]
        return context


class UnusedView(TabsView):
    tabs = FILES
    template_name = "editing/unused.html"


@require_POST
def reviewed(request: TownRequest, page_id: int) -> HttpResponseRedirect:
    page = get_object_or_404(pages_of(request.town).filter(live=True), pk=page_id)
    page_review(page=page, user=request.user)
    messages.success(
        request, _("“%(title)s” is marked as read again today.") % {"title": page.get_admin_display_title()}
    )
    return redirect(_back(request) or reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _back(request: HttpRequest) -> str:
    """Where the list stood; nothing for an address of another host."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else ""
