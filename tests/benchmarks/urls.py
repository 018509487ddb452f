"""The portal's addresses and a form that does nothing but commit one row."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path

from edm.intake.models import Reception
from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portal_urls


def bare_commit(request: HttpRequest) -> HttpResponse:
    """A POST like any other (session, CSRF, town), one row, one fsync."""
    if request.method == "POST":
        Reception.objects.create(
            town_id=request.town.pk,  # type: ignore[attr-defined]
            channel="form",
            key=f"bare-{uuid4()}",
            received_at="2026-01-01T00:00:00Z",
        )
        return HttpResponseRedirect("/banc/fait/")
    return HttpResponse(f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">')


urlpatterns = [path("banc/", bare_commit), *portal_urls]
