"""The guides' pages: the same for every reader."""

from __future__ import annotations

from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.guides import selectors
from cms.guides.models import Guide
from cms.pages.cache import public_page
from cms.pages.chrome import Entry, chrome_for, page_generation
from edm.organisation.api import town_for_request

PER_PAGE = 40
GONE = 410


@require_safe
@public_page
def index(request: HttpRequest, audience: str = Guide.Audience.PART) -> HttpResponse:
    """The themes of one audience, and a way to search."""
    _check_shown(request)
    known = selectors.audiences()
    if audience not in known and (audience != Guide.Audience.PART):
        raise Http404
    context = {
        "themes": selectors.themes(audience),
        "audience": Guide.Audience(audience),
        "audiences": [(Guide.Audience(one), index_url(one)) for one in known],
        "crumbs": _crumbs(request)[:1],
    }
    return render(request, "guides/index.html", context)


@require_safe
@public_page
def listing(request: HttpRequest) -> HttpResponse:
    """Every sheet, by title."""
    _check_shown(request)
    try:
        page = Paginator(selectors.all_guides(Guide.Audience.PART), PER_PAGE).page(request.GET.get("page", 1))
    except (EmptyPage, InvalidPage) as error:
        raise Http404 from error
    return render(request, "guides/listing.html", {"page_of_guides": page, "crumbs": _crumbs(request)})


@require_safe
@public_page
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet, folder or theme."""
    town = town_for_request(request)
    found = selectors.guide_get(town, code)
    crumbs = _crumbs(request)
    if found.withdrawn_at:
        return render(request, "guides/withdrawn.html", {"guide": found, "crumbs": crumbs}, status=GONE)
    trail = [Entry(title, reverse("guides:guide", args=[known])) for known, title in found.trail]
    town_html = render_to_string("guides/town.html", {"chrome": chrome_for(request)})
    context = {
        "guide": found,
        "html": mark_safe(selectors.html_for(found, page_generation(request), town_html)),  # noqa: S308 - made by render()
        "own_pages": [Entry(page.title, page.get_url(request) or "/") for page in selectors.own_pages(town, code)],  # type: ignore[arg-type]
        "crumbs": [*crumbs, *trail],
    }
    return render(request, "guides/guide.html", context)


def index_url(audience: str) -> str:
    if audience == Guide.Audience.PART:
        return reverse("guides:index")
    return reverse(f"guides:{audience}")


def _check_shown(request: HttpRequest) -> None:
    if not selectors.guides_shown(town_for_request(request)):
        raise Http404


def _crumbs(request: HttpRequest) -> list[Entry]:
    chrome = chrome_for(request)
    return [Entry(_("Home"), chrome.home_url if chrome else "/"), Entry(_("Guides"), reverse("guides:index"))]
