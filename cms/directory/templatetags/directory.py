"""What the directory's templates ask for: icons of kinds, data for machines, pictures."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.directory.models import Entry
from cms.theme.structured import linked_data

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

register.filter("ld_script", linked_data)


@register.filter
def kind_icon(entry: Entry) -> str:
    return KIND_ICONS[Entry.Kind(entry.kind)]


@register.simple_tag
def entry_picture(entry: Entry) -> SafeString:
    """The entry's picture, a width of the text column; nothing where there is none."""
    if entry.image is None:
        return SafeString("")
    avif, webp = entry.image.get_renditions("width-1520|format-avif", "width-1520|format-webp").values()
    return format_html(
        '<picture><source srcset="{}" type="image/avif"><img class="vue" src="{}" width="{}" height="{}" alt="{}">'
        "</picture>",
        *(avif.url, webp.url, webp.width, webp.height, entry.image_alt),
    )
