"""What machines read: robots.txt and the site map; and the pictures."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.models import Page, Site

from cms.pages import calendars, diary
from cms.pages.cache import public_page
from cms.pages.models import EventIndexPage, EventPage
from cms.pages.sitemaps import sitemaps_for
from edm.organisation.api import town_for_request

WEEK = 7 * 24 * 3600
PRIVATE_PATHS = ("/gestion/", "/compte/", "/demande/", "/suivi/")


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing private is to be found anyway; this spares the robots' time and ours."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS)]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_of(request, sitemaps=sitemaps_for(request))


@require_safe
@public_page
def diary_calendar(request: HttpRequest) -> HttpResponse:
    """The whole diary of the site, in the language of the address."""
    home, zone = _home_and_zone(request)
    index = EventIndexPage.objects.child_of(home).live().first()
    if index is None:
        raise Http404
    yearly = timezone.now().date() - timedelta(days=366)
    name = f"{index.title}, {home.title}"
    return HttpResponse(
        calendars.calendar(name, diary.events_below(index, yearly), zone, request), content_type=calendars.CONTENT_TYPE
    )


@require_safe
@public_page
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One event; Http404 unless it is live on this site and open to everybody."""
    home, zone = _home_and_zone(request)
    event = EventPage.objects.descendant_of(home).live().public().filter(pk=pk).first()
    if event is None:
        raise Http404
    answer = HttpResponse(calendars.calendar(event.title, [event], zone, request), content_type=calendars.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer


def _home_and_zone(request: HttpRequest) -> tuple[Page, ZoneInfo]:
    site, town = Site.find_for_request(request), town_for_request(request)
    if site is None:
        raise Http404
    return site.root_page.localized, ZoneInfo(town.time_zone if town else settings.TIME_ZONE)


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
