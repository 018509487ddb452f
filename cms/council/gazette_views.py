"""The gazettes (recueils des actes) that were put online."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.council.models import PublishedVersion
from cms.council.selectors import versions_shown
from cms.council.views import crumbs, page_or_404, town_or_404
from cms.pages.cache import public_page


@require_safe
@public_page
def gazettes(request: HttpRequest) -> HttpResponse:
    """A month a line, the last first; of a month made again, the last version."""
    found = versions_shown().filter(town=town_or_404(request), kind=PublishedVersion.Kind.GAZETTE)
    page = page_or_404(found.select_related("body").order_by("-month", "body", "-number"), request)
    return render(request, "council/gazettes.html", {"page_of_gazettes": page, "crumbs": crumbs(request)})
