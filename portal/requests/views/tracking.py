"""Following a request: by the account, or by its number and code. Anybody else gets 404."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from edm.files.api import ACCEPT_ATTRIBUTE, Document, open_original, weight
from edm.organisation.api import TownRequest
from edm.register.api import case_for_tracking
from portal.requests.access import open_by_code, request_of_account, request_opened_by_code
from portal.requests.codes import Locked, code_shown, request_by_code
from portal.requests.files import MESSAGE, file_remove, files_by_field, files_keep
from portal.requests.forms import MessageForm, TrackForm
from portal.requests.presentation import file_row
from portal.requests.selectors import requests_of
from portal.requests.services import message_send
from portal.requests.tracking import Door, case_clock, documents_of_case, look_of, messages_of, timeline

PER_PAGE = 20
# Shown in the browser; any other kind of file is handed over to be kept.
SAFE_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: TownRequest) -> HttpResponse:
    """Number and code → the request. The code is compared in constant time and tries are counted."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("numero", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = request_by_code(town=request.town, **form.cleaned_data)
        except Locked:
            form.add_error(None, _("Too many tries. Wait a quarter of an hour, or call the town hall."))
        else:
            if row is not None:
                open_by_code(request, row)
                return redirect("requests:code_detail", pk=row.pk)
            form.add_error("code", _("This code does not go with this number. Read them again in our e-mail."))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "requests/track.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
def listing(request: TownRequest) -> HttpResponse:
    """All the requests of the account, drafts too."""
    page = Paginator(requests_of(request.user, request.town), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "requests/list.html", {"page": page, "lines": page.object_list, "tab": "requests"})


def door_for(request: TownRequest, pk: UUID, door: str) -> Door:
    """The one way to a filed request; 404 for whoever may not follow it."""
    find = request_of_account if door == "account" else request_opened_by_code
    return Door(door, find(request, pk))


@never_cache
@require_safe
def detail(request: TownRequest, pk: UUID, door: str) -> HttpResponse:
    return _detail(request, door_for(request, pk, door), MessageForm())


@never_cache
@require_POST
def message(request: TownRequest, pk: UUID, door: str) -> HttpResponse:
    """The citizen's words and files, added to the case. What is refused is said; the rest is kept."""
    opened = door_for(request, pk, door)
    row = opened.row
    form = MessageForm(request.POST)
    form.is_valid()
    if "remove" in request.POST:
        file_remove(row=row, file_id=request.POST["remove"])
        return _detail(request, opened, MessageForm(initial={"text": form["text"].data}))
    uploads = request.FILES.getlist("files")
    most = settings.PARVIS_UPLOAD_MAX_FILES
    for words in files_keep(town=request.town, row=row, field=MESSAGE, uploads=uploads, most=most):
        form.add_error("files", words)
    if not form.errors and not form.cleaned_data["text"] and not row.files.filter(field=MESSAGE).exists():
        form.add_error("text", _("Write a message or add a file."))
    if form.errors:
        return _detail(request, opened, form, status=422)
    message_send(row=row, key=form.cleaned_data["key"], text=form.cleaned_data["text"])
    return redirect(f"{opened.url('detail')}?envoye=1#messages")


@never_cache
@require_safe
def answers(request: TownRequest, pk: UUID, door: str) -> HttpResponse:
    """What was filed, word for word."""
    opened = door_for(request, pk, door)
    view = case_for_tracking(opened.row.case_id or 0)
    return render(request, "requests/answers.html", {"row": opened.row, "view": view, "back": opened.url("detail")})


@never_cache
@require_safe
def document(request: TownRequest, pk: UUID, document_id: int, door: str) -> FileResponse:
    """A file of the request's own case, sent by either side."""
    opened = door_for(request, pk, door)
    view = case_for_tracking(opened.row.case_id or 0)
    if document_id not in {one.id for item in view.items for one in item.documents}:
        raise Http404
    return file_response(Document.objects.select_related("blob").get(pk=document_id))


def file_response(document: Document) -> FileResponse:
    """A stored file, shown where that is safe, never run: no sniffing, no script, no frame."""
    response = FileResponse(
        open_original(document),
        as_attachment=document.blob.mime not in SAFE_INLINE,
        filename=document.name,
        content_type=document.blob.mime,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _detail(request: TownRequest, opened: Door, form: MessageForm, status: int = 200) -> HttpResponse:
    row = opened.row
    view = case_for_tracking(row.case_id or 0)
    if not form.is_bound:
        form.initial.setdefault("key", uuid.uuid4())
    pending: list[Any] = files_by_field(row).get(MESSAGE, [])
    context = {
        "row": row,
        "view": view,
        "door": opened,
        "look": look_of(view.state),
        "timeline": timeline(view),
        "clock": case_clock(view),
        "messages_list": messages_of(view),
        "documents": documents_of_case(view, opened),
        "form": form,
        "pending": [file_row(file) for file in pending],
        "was_sent": "envoye" in request.GET,
        "answers_url": opened.url("answers"),
        "message_url": opened.url("message"),
        "accept": ACCEPT_ATTRIBUTE,
        "max_weight": weight(settings.PARVIS_UPLOAD_MAX_BYTES),
        "code": code_shown(row.tracking_code),
        "tab": "requests",
    }
    return render(request, "requests/detail.html", context, status=status)
