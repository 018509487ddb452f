"""The directory's pages: the same for every reader; what is not published answers 404."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.directory import selectors
from cms.directory.cards import vcard_of
from cms.directory.forms import FilterForm
from cms.directory.maps import map_of, osm_url, with_tiles
from cms.directory.models import Entry
from cms.directory.presentation import hours_of
from cms.directory.schema import json_ld
from cms.directory.words import state
from cms.pages.cache import public_page
from cms.pages.chrome import Entry as Link
from cms.pages.chrome import chrome_for
from edm.organisation.api import town_for_request

PER_PAGE = 20
ON_MAP = 500  # points: more is a map nobody reads


@require_safe
@public_page
def entries(request: HttpRequest) -> HttpResponse:
    """The entries, narrowed by kind, category and words; as a list or on a map."""
    town = town_for_request(request)
    if not town:
        raise Http404
    form = FilterForm(town, request.GET)
    chosen = form.chosen()
    found = selectors.entries(
        town, kind=chosen.get("type", ""), category=int(chosen.get("categorie", 0)) or None, text=chosen.get("q", "")
    )
    try:
        page = Paginator(found, PER_PAGE).page(request.GET.get("page", 1))
    except (EmptyPage, InvalidPage) as error:
        raise Http404 from error
    on_map = request.GET.get("vue") == "carte"
    query = urlencode(chosen)
    context = {
        "form": form,
        "chosen": chosen,
        "page_of_entries": page,
        "rows": [(one, _state_of(one)) for one in page],
        "on_map": on_map,
        "map": map_of(found.exclude(latitude=None)[:ON_MAP]) if on_map else None,
        "list_query": query,
        "map_query": urlencode(chosen | {"vue": "carte"}),
        "query": urlencode(chosen | ({"vue": "carte"} if on_map else {})) + "&" if query or on_map else "",
        "crumbs": crumbs_of(request)[:1],
    }
    response = render(request, "directory/list.html", context)
    return with_tiles(response) if context["map"] else response


@require_safe
@public_page
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One entry: how to reach it, its hours, its place, who works there."""
    found = selectors.entry_get(town_for_request(request), slug)
    address = request.build_absolute_uri(found.get_absolute_url())
    crumbs = crumbs_of(request)
    if found.part_of and found.part_of.published:
        crumbs.append(Link(found.part_of.name, found.part_of.get_absolute_url()))
    context = {
        "entry": found,
        "about": found.summary or " · ".join(filter(None, [found.function or found.get_kind_display(), found.address])),
        "hours": hours_of(found),
        "parts": list(selectors.parts_of(found)),
        "categories": list(found.categories.all()),
        "map": map_of([found]),
        "osm_url": osm_url(found.latitude, found.longitude) if found.latitude and found.longitude else "",
        "json_ld": json_ld(found, address),
        "crumbs": crumbs,
    }
    response = render(request, "directory/entry.html", context)
    return with_tiles(response) if context["map"] else response


@require_safe
def vcard(request: HttpRequest, slug: str) -> HttpResponse:
    """For an address book."""
    found = selectors.entry_get(town_for_request(request), slug)
    text = vcard_of(found, request.build_absolute_uri(found.get_absolute_url()))
    response = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.vcf"'
    return response


def _state_of(entry: Entry) -> Any:
    return state(entry.schedule, entry.now())


def crumbs_of(request: HttpRequest) -> list[Link]:
    chrome = chrome_for(request)
    home = Link(_("Home"), chrome.home_url if chrome else "/")
    return [home, Link(_("Directory"), reverse("directory:list"))]
