"""Links and pictures of the public pages."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.db import models
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.directory.words import clock, day_in_words
from cms.pages.links import Target, target_of
from cms.theme.structured import linked_data

if TYPE_CHECKING:
    from wagtail.images.models import Image

    from cms.council.models import Deliberation
    from cms.pages.models import EventPage, NewsPage

register = template.Library()


@register.simple_tag(takes_context=True)
def link(context: Context, value: Any) -> Target:
    """Where a LinkBlock leads, and its words."""
    return target_of(value, context.get("request"))


@register.filter
def hour(moment: time) -> str:
    """A time of day as people write it: "20 h", "18 h 30"."""
    return clock(moment)


register.filter("day_in_words", day_in_words)


class Pill(NamedTuple):
    tone: str
    icon: str
    label: str


@register.simple_tag
def council_pill(act: Deliberation) -> Pill:
    """A deliberation's result in a few words: "Adopted, 17 votes"."""
    if act.result == "adopted":
        label = act.get_result_display()
        if act.votes_for:
            label = ngettext("Adopted, %(votes)s vote", "Adopted, %(votes)s votes", act.votes_for)
            label %= {"votes": act.votes_for}
        return Pill("ok", "check", label)
    if act.result == "rejected":
        return Pill("non", "x", act.get_result_display())
    return Pill("neutre", "clock", act.get_result_display())


@register.simple_tag
def news_picture(news: NewsPage | EventPage, width: int, height: int) -> SafeString:
    """A news item's picture in this frame, else its drawing. Both are decoration: the title says it all."""
    if news.image is None:
        return _drawing(news.drawing)
    spec = f"fill-{width * 2}x{height * 2}"
    renditions = news.image.get_renditions(f"{spec}|format-avif", f"{spec}|format-webp")
    avif, webp = (rendition.url for rendition in renditions.values())
    return format_html(
        '<picture><source srcset="{}" type="image/avif">'
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy"></picture>',
        *(avif, webp, width, height),
    )


@register.simple_tag
def home_photo(image: Image) -> SafeString:
    """The photo across the threshold, cut around its focal point for phones and for wide screens. Decoration."""
    narrow, wide = "fill-828x1100", "fill-2000x900"
    models.prefetch_related_objects([image], "renditions")
    found = image.get_renditions(*(f"{spec}|format-{kind}" for spec in (narrow, wide) for kind in ("avif", "webp")))
    urls = [rendition.url for rendition in found.values()]
    return format_html(
        '<picture><source media="(max-width: 48em)" srcset="{}" type="image/avif">'
        '<source media="(max-width: 48em)" srcset="{}" type="image/webp">'
        '<source srcset="{}" type="image/avif">'
        '<img src="{}" width="2000" height="900" alt="" fetchpriority="high"></picture>',
        *urls,
    )


@register.simple_tag(takes_context=True)
def picture_loading(context: Context) -> str:
    """The first picture of a page is most often on the first screen, and asked for at once; the others wait."""
    request = context.get("request")
    first = request is not None and not getattr(request, "picture_shown", False)
    if request is not None:
        request.picture_shown = True
    return "eager" if first else "lazy"


def _drawing(name: str) -> SafeString:
    return SafeString(render_to_string(f"theme/drawings/{name}.html"))


@register.simple_tag
def event_when(event: EventPage, day: date, until: date | None = None) -> str:
    """When an event takes place, in words: "samedi 5 décembre, de 10 h à 18 h"."""
    words = day_in_words(day)
    if until:
        words = _("from %(first)s to %(last)s") % {"first": words, "last": day_in_words(until)}
    if event.starts_at and event.ends_at:
        hours = _("%(opens)s to %(closes)s") % {"opens": clock(event.starts_at), "closes": clock(event.ends_at)}
        return f"{words}, {hours}"
    return f"{words}, {clock(event.starts_at)}" if event.starts_at else words


@register.simple_tag(takes_context=True)
def event_data(context: Context, event: EventPage, day: date, until: date | None = None) -> SafeString:
    """The event for search engines (schema.org, Event)."""
    request, chrome = context.get("request"), context.get("chrome")
    begins = f"{day}T{event.starts_at:%H:%M}" if event.starts_at else f"{day}"
    last = until or day
    data: dict[str, Any] = {
        "@type": "Event",
        "name": event.title,
        "startDate": begins,
        "endDate": f"{last}T{event.ends_at:%H:%M}" if event.ends_at else f"{last}",
        "eventStatus": "https://schema.org/EventScheduled",
        "url": event.get_full_url(request),
        "location": {
            "@type": "Place",
            "name": event.place or (chrome.name if chrome else ""),
            "address": event.address or (f"{chrome.postcode} {chrome.city}" if chrome else ""),
        },
    }
    if event.summary:
        data["description"] = event.summary
    if event.organiser:
        data["organizer"] = {"@type": "Organization", "name": event.organiser}
    return linked_data(data)
