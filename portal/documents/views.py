"""The citizen's document space."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from edm.organisation.api import TownRequest
from portal.documents.selectors import document_get_for, documents_of
from portal.requests.views.tracking import file_response

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def listing(request: TownRequest) -> HttpResponse:
    page = Paginator(documents_of(request.user, request.town), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/list.html", {"page": page, "documents": page.object_list, "tab": "documents"})


@never_cache
@login_required
@require_safe
def download(request: TownRequest, pk: int) -> FileResponse:
    return file_response(document_get_for(request.user, request.town, pk).document)
