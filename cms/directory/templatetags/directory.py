"""What the directory's templates ask for: icons of kinds, data for machines, pictures."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cms.directory.models import Entry

register = template.Library()
KIND_ICONS = {
    Entry.Kind.TOWN_HALL: "home",
    Entry.Kind.UNIT: "folder",
    Entry.Kind.ELECTED: "user",
    Entry.Kind.STAFF: "user",
    Entry.Kind.ASSOCIATION: "people",
    Entry.Kind.PLACE: "pin",
    Entry.Kind.ROOM: "key",
    Entry.Kind.SCHOOL: "school",
}
# As Django's json_script: nothing in the data ends the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def kind_icon(entry: Entry) -> str:
    return KIND_ICONS[Entry.Kind(entry.kind)]


@register.filter
def ld_script(data: dict[str, Any]) -> SafeString:
    """Data in a script element that no browser runs."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag
def entry_picture(entry: Entry) -> SafeString:
    """The entry's picture, a width of the text column; nothing where there is none."""
    if entry.image is None:
        return SafeString("")
    rendition = entry.image.get_rendition("width-1520|format-webp")
    return format_html(
        '<img class="vue" src="{}" width="{}" height="{}" alt="{}">',
        rendition.url,
        rendition.width,
        rendition.height,
        entry.image_alt,
    )
