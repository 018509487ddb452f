"""The files of the council that the public may open, and the check that they are still what was put online."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.council import catalogue
from cms.council.models import ItemAttachment, PublishedVersion
from cms.council.views import crumbs
from edm.files.api import Document, open_original
from edm.organisation.api import town_for_request

CHECKED_FOR = 10 * 60  # seconds: however often it is asked, a file is read again once in that time


@require_safe
def document(request: HttpRequest, nature: str, pk: int) -> HttpResponseBase:
    """What the public reads of an act now; where it was withdrawn, its page says why."""
    act = catalogue.act_get(town_for_request(request), nature, pk)
    if act.current is None:  # the database does not allow it; the types do
        raise Http404
    return _version(request, act.current)


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One version for ever under its own address, replaced or not; 410 once it is withdrawn."""
    return _version(request, catalogue.version_get(town_for_request(request), pk))


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A document joined to an item of a meeting that is on the site, where it is public itself."""
    town = town_for_request(request)
    found = ItemAttachment.objects.filter(public=True, item__meeting__published=True, item__meeting__town=town)
    return _file(get_object_or_404(found.select_related("document__blob"), pk=pk).document)


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the stored file again and compare its fingerprint with the one told when it was put online."""
    found = catalogue.version_get(town_for_request(request), pk)
    if found.withdrawn_at is not None:
        return _gone(request, found)
    context = {"version": found, "checked": checked(found), "crumbs": crumbs(request)}
    return render(request, "council/check.html", context)


class Checked(NamedTuple):
    at: datetime
    same: bool


def checked(version: PublishedVersion) -> Checked:
    """Whether the stored bytes still have the fingerprint of the version; read again every ten minutes at most."""
    key = f"council-check-{version.pk}"
    known = cache.get(key)
    if known is None:
        known = Checked(timezone.now(), fingerprint_holds(version))
        cache.set(key, known, CHECKED_FOR)
    return Checked(*known)


def fingerprint_holds(version: PublishedVersion) -> bool:
    try:
        with open_original(version.document) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == version.sha256  # type: ignore[arg-type]
    except OSError:
        return False


def _version(request: HttpRequest, found: PublishedVersion) -> HttpResponseBase:
    return _file(found.document) if found.withdrawn_at is None else _gone(request, found)


def _gone(request: HttpRequest, found: PublishedVersion) -> HttpResponse:
    return render(request, "council/gone.html", {"version": found, "crumbs": crumbs(request)}, status=410)


def _file(found: Document) -> FileResponse:
    response = FileResponse(open_original(found), content_type=found.blob.mime, filename=found.name)
    response["ETag"] = f'"{found.blob.sha256}"'
    patch_cache_control(response, no_cache=True)  # kept by browsers, asked each time: it may be withdrawn
    return response
