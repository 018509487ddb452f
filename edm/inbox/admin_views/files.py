"""The pages and the originals of a case's documents, for who sees the case and nobody else."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from edm.files.api import PageUnavailable, open_original, page_image
from edm.inbox.case_documents import document_get
from edm.organisation.requests import TownRequest
from edm.register.selectors import case_get_for

WIDTHS = {"vignette": 112, "page": 1200}
# Nothing in a citizen's file may run, whatever it says it is.
SANDBOX = "sandbox; default-src 'none'"


def private(response: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    patch_cache_control(response, private=True, max_age=3600)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_safe
def page(request: TownRequest, pk: int, document_id: int, number: int) -> HttpResponse | FileResponse:
    """One page as a picture; 404 when it can't be shown."""
    case = case_get_for(request.user, request.town, pk)
    document = document_get(case, document_id)
    width = WIDTHS.get(request.GET.get("taille", ""), WIDTHS["page"])
    try:
        picture = page_image(document, number, width)
    except (PageUnavailable, FileNotFoundError) as error:
        raise Http404 from error
    return private(HttpResponse(picture, content_type="image/jpeg"))


@require_safe
def original(request: TownRequest, pk: int, document_id: int) -> HttpResponse | FileResponse:
    """The bytes as they came, to download."""
    case = case_get_for(request.user, request.town, pk)
    document = document_get(case, document_id)
    try:
        stream = open_original(document)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, as_attachment=True, filename=document.name, content_type=document.blob.mime)
    return private(response)
