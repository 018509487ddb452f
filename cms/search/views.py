"""The public search: a form, the results by kind; no session, no cookie, no script."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.guides.selectors import guides_shown
from cms.pages import generation
from cms.pages.chrome import page_generation
from cms.search.kinds import KINDS
from edm.organisation.api import town_for_request
from edm.search.api import PER_PAGE, search_for


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What the public may find. In French, pages of other languages are left out; elsewhere all are shown."""
    town = town_for_request(request)
    if not town:
        raise Http404
    q = request.GET.get("q", "").strip()
    number = page_generation(request)
    shown = generation.remembered(("guides shown", town.pk), number, lambda: guides_shown(town))
    kinds = KINDS if shown else {code: kind for code, kind in KINDS.items() if code != "guide"}
    chosen = request.GET.get("type", "")
    chosen = chosen if chosen in kinds else ""
    page = request.GET.get("page", "1")
    filters: dict[str, Any] = {"kind": chosen or ("" if kinds is KINDS else tuple(kinds))}
    if get_language() == "fr":
        filters["language"] = ("", "fr")
    wanted = int(page) if page.isdecimal() and len(page) < 6 else 1
    found = search_for(None, town, q, wanted, filters=filters, facets=("kind",))
    counts = dict(found.facets.get("kind", []))
    paginator = Paginator(range(found.pages * PER_PAGE), PER_PAGE)
    context = {
        "q": q,
        "found": found,
        "hits": [(hit, KINDS[hit.kind]) for hit in found.hits],
        "total": sum(counts.get(code, 0) for code in kinds),
        "kinds": [(code, kind, counts[code]) for code, kind in kinds.items() if counts.get(code)],
        "chosen": chosen,
        "page_of_results": paginator.page(found.page) if found.pages else None,
        "query": urlencode({"q": q, **({"type": chosen} if chosen else {})}) + "&",
    }
    return render(request, "search/results.html", context)
