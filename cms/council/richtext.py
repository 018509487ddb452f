"""The rich text of an act: what may be in it, and its words alone."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import nh3
from django.utils.html import linebreaks

FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "hr"]  # of the editor; no link: an act stands on its own
# Tables and exponents come with what is imported; the editor can't make them, so such a text is edited as HTML.
TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
TAGS = {"p", "br", "hr", "b", "strong", "i", "em", "sup", "ul", "ol", "li", "h3", "h4", *TABLES}
BLOCK = re.compile(r"<(?:p|br|hr|li|h\d|tr|td|th|caption)\b[^>]*>")


def text_clean(html: str) -> str:
    """Safe HTML with the tags above and no attribute but a cell's span; plain words become paragraphs."""
    if html and "<" not in html:
        html = linebreaks(html, autoescape=True)
    spans = {"scope", "colspan", "rowspan"}
    return nh3.clean(html, tags=TAGS, attributes={"th": spans, "td": spans}, link_rel=None).strip()


def has_table(html: str) -> bool:
    return "<table" in html


def plain(html: str) -> str:
    """The words of cleaned HTML, on one line."""
    return " ".join(unescape(nh3.clean(BLOCK.sub(" ", html), tags=set())).split())


def fold(text: str) -> str:
    """Without accents nor capitals: what is compared with what people type."""
    apart = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()
