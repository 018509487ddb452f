"""The drawings of the icons: 24 px, strokes of 1.8, drawn by the project itself."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

DRAWINGS = {
    "acc": '<circle cx="12" cy="4.5" r="1.5"/><path d="M5 8.5c4.5 1 9.5 1 14 0M10 9.3v5l-2 6M14 9.3v5l2 6"/>',
    "acte": '<path d="M6 3.5h12v17H6z"/><circle cx="12" cy="9" r="2.2"/><path d="M9 15.5c.4-1.9 1.5-2.8 3-2.8s2.6.9 3 2.8"/>',
    "bin": '<path d="M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6"/>',
    "book": '<path d="M12 6.5c-2-1.5-4.5-2-8-2V18c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V4.5c-3.5 0-6 .5-8 2ZM12 6.5V20"/>',
    "bus": '<rect x="5" y="4" width="14" height="14" rx="2.5"/><path d="M5 12.5h14M8 18v2.5M16 18v2.5M8.5 15.3h.1M15.5 15.3h.1"/>',
    "cal": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
    "check": '<path d="m5 12.5 4.7 5L19.5 7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "cone": '<path d="m10.5 4-4.5 15M13.5 4l4.5 15M3.5 19.5h17M10.5 4h3M9 9.5h6M7.7 14h8.6"/>',
    "doc": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5M9 13h6.5M9 16.5h6.5"/>',
    "down": '<path d="M12 4v11m-5-4.5 5 5 5-5M4.5 20h15"/>',
    "euro": '<path d="M17.5 6.5A7 7 0 1 0 17.5 17.5M4 10.5h9M4 13.5h8"/>',
    "eye": '<path d="M2.5 12C5 7.8 8.2 6 12 6s7 1.8 9.5 6c-2.5 4.2-5.7 6-9.5 6s-7-1.8-9.5-6Z"/><circle cx="12" cy="12" r="2.7"/>',
    "flag": '<path d="M6 21V4M6 5c5-2.5 7 2.5 12 0v8.5c-5 2.5-7-2.5-12 0"/>',
    "folder": '<path d="M3.5 6h6l2 2.5h9v10.5h-17z"/>',
    "fork": '<path d="M7 3.5v17M4.5 3.5v4.2a2.5 2.5 0 0 0 5 0V3.5M17 20.5v-7h-2.5c-.3-5 .7-9 2.5-10z"/>',
    "go": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "heart": '<path d="M12 20C6 15.5 3.5 12.5 3.5 9.2A4.3 4.3 0 0 1 12 7.5a4.3 4.3 0 0 1 8.5 1.7c0 3.3-2.5 6.3-8.5 10.8Z"/>',
    "home": '<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.5v10.5h12V9.5M10 20v-6h4v6"/>',
    "id": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><circle cx="8.5" cy="11" r="2"/><path d="M5.5 16c.5-1.7 1.5-2.5 3-2.5s2.5.8 3 2.5M14.5 10h4M14.5 13.5h3"/>',
    "image": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m5 18 5-4.5 3 2.5 3.5-4 4 4.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3"/>',
    "link": '<path d="M10 14a4 4 0 0 1 0-5.5l3-3a4 4 0 0 1 5.5 5.5l-1.5 1.5M14 10a4 4 0 0 1 0 5.5l-3 3A4 4 0 0 1 5.5 13l1.5-1.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "msg": '<path d="M4 5h16v11.5h-9L6.5 20.5v-4H4z"/>',
    "pen": '<path d="m4.5 19.5 1-4.5L16.5 4l3.5 3.5L9 18.5z"/>',
    "people": '<circle cx="9" cy="9" r="3.2"/><path d="M3 19c.5-3.2 2.8-5 6-5s5.5 1.8 6 5M15.5 6.2a3.2 3.2 0 0 1 0 5.9M17.5 14.5c2 .7 3.2 2.2 3.5 4.5"/>',
    "phone": '<path d="M7 3.5 9.5 8 7.8 10c1 2.6 3.6 5.2 6.2 6.2l2-1.7 4.5 2.5c-.3 2.6-1.7 3.7-4 3.5C9.5 19.5 4.5 14.5 3.5 7.5 3.3 5.2 4.4 3.8 7 3.5Z"/>',
    "pin": '<path d="M12 21c4.5-5 6.5-8.3 6.5-11.2a6.5 6.5 0 0 0-13 0C5.5 12.7 7.5 16 12 21Z"/><circle cx="12" cy="9.8" r="2.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "quote": '<path d="M5 17c2.5-1 3.5-3 3.5-6H5V6.5h5.5V11c0 4-2 7-5.5 8zM14 17c2.5-1 3.5-3 3.5-6H14V6.5h5.5V11c0 4-2 7-5.5 8z"/>',
    "road": '<path d="m8.5 3.5-5 17M15.5 3.5l5 17M12 4v3M12 10.5v3.5M12 17.5v3"/>',
    "school": '<path d="M3 9.5 12 5l9 4.5-9 4.5zM7 11.7v4.8c3 2.3 7 2.3 10 0v-4.8"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "tree": '<path d="M12 21v-6M12 15c-3.8 0-6-2.3-6-5.5S8.5 3.5 12 3.5s6 2.8 6 6-2.2 5.5-6 5.5Z"/>',
    "up": '<path d="M12 20V9m-5 4.5 5-5 5 5M4.5 4h15"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"/>',
    "vote": '<path d="M4 12.5v8h16v-8M7.5 12.5h9M9 12.5v-9h6.5v9M11 7l1.2 1.3L14 6"/>',
    "warn": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
}


def icon(name: str) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: the words beside it say what it means.

    Raises KeyError for a name that is not drawn, so that a slip shows in the first test.
    """
    return _SVG[name]


DIRECTED = {"go"}  # points the way of reading: turned round where one reads from the right
# Ready-made, since a page draws some thirty of them. They are our own constants: nothing to escape.
_SVG = {
    name: format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        "i sens" if name in DIRECTED else "i",
        mark_safe(drawing),  # noqa: S308
    )
    for name, drawing in DRAWINGS.items()
}

ICON_CHOICES = [(name, name) for name in sorted(DRAWINGS)]
