"""What a clerk opens of an act: previews before it is online, the signed paper, the certificate of publication."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from cms.council import opendata
from cms.council.act_page import act_force
from cms.council.desk.answers import pdf_answer
from cms.council.desk.roles import act_for, check_roles
from cms.council.models import Act, PublishedVersion
from cms.council.papers import act_pdf, certificate_pdf
from cms.council.pdf import PdfUnavailable
from cms.council.selectors import town_today
from cms.council.wording import LISTS
from edm.files.api import Blob, Document, open_original
from edm.law.matters import matter_name

PDF = "application/pdf"


@require_safe
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF that would be put online now: the same text makes the same bytes."""
    act = act_for(request, pk)
    if not act.shown_text and act.signed_document:
        return _file(act.signed_document)
    return made(request, lambda: act_pdf(act), f"apercu-{act.pk}.pdf", act)


@require_safe
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as the public will see it; nothing is written."""
    act = act_for(request, pk)
    if act.current is None:
        act.current = _would_be(act)
        act.published_at = act.current.put_online_at
    context = {
        "act": act,
        "meeting": act.meeting,
        "matter": matter_name(act.matter_code),
        "text": mark_safe(act.shown_text),  # noqa: S308 (cleaned as it was saved)
        "force": act_force(act, town_today(act.town)),
        "words": LISTS[act.nature],
        "crumbs": [],
    }
    return render(request, "council/act.html", context)


@require_safe
def signed(request: HttpRequest, pk: int) -> HttpResponseBase:
    act = act_for(request, pk)
    if act.signed_document is None:
        raise Http404
    return _file(act.signed_document)


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The proof that the act could be read: since when, by whom, under which fingerprint."""
    act = act_for(request, pk)
    if act.current is None:
        raise Http404
    return made(request, lambda: certificate_pdf(act), f"attestation-{act.number or act.pk}.pdf", act)


@require_safe
def gaps_view(request: HttpRequest) -> HttpResponse:
    """What keeps a deliberation out of the open data, so that it is set right."""
    check_roles(request)
    town = request.town  # type: ignore[attr-defined]
    rows = [(act, opendata.gaps(act)) for act in opendata.deliberations(town).iterator(chunk_size=500)]
    short = [(act, [opendata.GAPS[gap] for gap in found]) for act, found in rows if found]
    context = {
        "rows": short[:200],
        "more": max(0, len(short) - 200),
        "told": len(rows) - len(short),
        "count": len(rows),
    }
    return render(request, "council/desk/gaps.html", context)


def made(request: HttpRequest, make: Any, name: str, act: Act) -> HttpResponseBase:
    """A PDF made now; where it can't be, the act's page says why."""
    try:
        data = make()
    except PdfUnavailable as missing:
        messages.error(request, missing.message)
        return redirect("actes:edit", act.pk)
    return pdf_answer(data, name)


def _would_be(act: Act) -> PublishedVersion:
    """In memory only."""
    if not act.shown_text and act.signed_document:
        document = act.signed_document
    else:
        try:
            data = act_pdf(act)
        except PdfUnavailable:
            data = b""
        blob = Blob(sha256=hashlib.sha256(data).hexdigest(), size=len(data), mime=PDF)
        document = Document(town=act.town, blob=blob, name=_("preview.pdf"))
    return PublishedVersion(
        pk=0, act=act, document=document, sha256=document.blob_id, title=str(act), put_online_at=timezone.now()
    )


def _file(found: Document) -> FileResponse:
    response = FileResponse(open_original(found), content_type=found.blob.mime, filename=found.name)
    response["Cache-Control"] = "private, no-store"
    return response
