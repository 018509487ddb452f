"""A reply's rich text: what may be in it, and the same in plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import nh3
from wagtail.rich_text import expand_db_html

from edm.organisation.models import Town

# What REPLY_FEATURES can write, and no more.
TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h3"}
SCHEMES = {"http", "https", "mailto", "tel"}


def html_clean(html: str, town: Town) -> str:
    """Safe HTML whose links work from anywhere: Wagtail's internal links resolved, addresses absolute."""
    root = town.site.root_url + "/"

    def absolute(_tag: str, _attribute: str, value: str) -> str:
        return urljoin(root, value)

    return nh3.clean(
        expand_db_html(html),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=absolute,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def html_to_text(html: str) -> str:
    """The plain text of cleaned HTML; a link is followed by its address, a list keeps its marks."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.lists: list[int | None] = []  # the number of the last item of each open list; None: bullets
        self.href = ""
        self.link_starts_at = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h3"):
            self.pieces.append("\n\n")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in ("ul", "ol"):
            self.pieces.append("\n")
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.pieces.append(f"\n{self._mark()} ")
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""
            self.link_starts_at = len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.pieces.append("\n\n")
        elif tag in ("p", "h3"):
            self.pieces.append("\n\n")
        elif tag == "a":
            words = "".join(self.pieces[self.link_starts_at :]).strip()
            address = self.href.removeprefix("mailto:").removeprefix("tel:")
            if address and address != words:
                self.pieces.append(f" ({address})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(re.sub(r"\s+", " ", data))

    def _mark(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "-"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."
