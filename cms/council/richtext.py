"""The rich text of an act: what may be in it."""

from __future__ import annotations

import nh3
from django.utils.html import linebreaks

FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "hr"]  # of the editor; no link: an act stands on its own
TAGS = {"p", "br", "hr", "b", "strong", "i", "em", "ul", "ol", "li", "h3", "h4"}


def text_clean(html: str) -> str:
    """Safe HTML with the tags above and no attribute at all; plain words become paragraphs."""
    if html and "<" not in html:
        html = linebreaks(html, autoescape=True)
    return nh3.clean(html, tags=TAGS, attributes={}, link_rel=None).strip()
