"""The council's pages: the same for every reader; what is not online answers 404."""

from __future__ import annotations

from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.council import selectors
from cms.pages.cache import public_page
from cms.pages.chrome import Entry, chrome_for
from edm.files.api import open_original
from edm.organisation.api import town_for_request

PER_PAGE = 20


@require_safe
@public_page
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings, a year or all of them."""
    town = town_for_request(request)
    if not town:
        raise Http404
    known = selectors.years(town)
    wanted = request.GET.get("annee", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in known else None
    try:
        page = Paginator(selectors.meetings(town, year), PER_PAGE).page(request.GET.get("page", 1))
    except (EmptyPage, InvalidPage) as error:
        raise Http404 from error
    context = {
        "page_of_meetings": page,
        "years": known,
        "year": year,
        "query": f"annee={year}&" if year else "",
        "crumbs": _crumbs(request)[:1],
    }
    return render(request, "council/meetings.html", context)


@require_safe
@public_page
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting and its deliberations."""
    found = selectors.meeting_get(town_for_request(request), pk)
    acts = list(found.deliberations.all())
    return render(request, "council/meeting.html", {"meeting": found, "acts": acts, "crumbs": _crumbs(request)})


@require_safe
@public_page
def deliberation(request: HttpRequest, pk: int) -> HttpResponse:
    """One deliberation: its text, its vote, the official document and its fingerprint."""
    found = selectors.deliberation_get(town_for_request(request), pk)
    parent = Entry(
        _("Meeting of %(date)s") % {"date": date_format(found.meeting.date, "j F Y")}, found.meeting.get_absolute_url()
    )
    context = {"act": found, "meeting": found.meeting, "crumbs": [*_crumbs(request), parent]}
    return render(request, "council/deliberation.html", context)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The official document, as it was put online."""
    found = selectors.deliberation_get(town_for_request(request), pk)
    if found.document is None:  # the database does not allow it; the types do
        raise Http404
    response = FileResponse(
        open_original(found.document), content_type=found.document.blob.mime, filename=found.document.name
    )
    response["ETag"] = f'"{found.document.blob.sha256}"'
    return response


def _crumbs(request: HttpRequest) -> list[Entry]:
    chrome = chrome_for(request)
    home = Entry(_("Home"), chrome.home_url if chrome else "/")
    return [home, Entry(_("Town council"), reverse("council:meetings"))]
