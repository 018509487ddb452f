"""What machines read: robots.txt and the site map; and the pictures."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from cms.pages.cache import public_page

WEEK = 7 * 24 * 3600
PRIVATE_PATHS = ("/gestion/", "/compte/", "/demande/", "/suivi/", "/recherche/")


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing private is to be found anyway; this spares the robots' time and ours."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS)]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return wagtail_sitemap(request)


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture of the site, in one of the sizes its pages ask for.

    Nothing else of MEDIA_ROOT is served, the originals neither; a web server may serve this folder instead.
    """
    folder = settings.MEDIA_ROOT / "images"
    if not folder.is_dir():
        raise Http404
    response = serve(request, path, document_root=str(folder))
    # A rendition's name carries its filter and its original's name: new content has another name.
    response["Cache-Control"] = f"public, max-age={WEEK}"
    return response
