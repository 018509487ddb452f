"""The town's stylesheet, and the icon of what is no page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.theme.stylesheet import stylesheet as build

YEAR = 365 * 24 * 3600


@require_safe
def stylesheet(request: HttpRequest, town: str, accent: str, digest: str) -> HttpResponse:
    """The stylesheet of two colours: asked once by a browser, since its name changes with its content."""
    sheet = build(f"#{town}", f"#{accent}")
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.gzipped if zipped else sheet.plain, content_type="text/css; charset=utf-8")
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    # A name of before the last update still gets a sheet, today's, but does not keep it.
    fresh = digest == sheet.digest
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the icon of a PDF, which can't name its own."""
    return redirect(static("theme/favicon.svg"))
