"""The words of an HTML mail: no script, no style, nothing hidden, no picture fetched.

One pass over the tags with expressions that never look past the next "<": html.parser and nh3 both take a time that
grows with the square of some hostile inputs (100,000 nested <div>: 84 s).
"""

from __future__ import annotations

import html
import re

TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>""",
    re.DOTALL,
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
HIDDEN = re.compile(r"\shidden(?=[\s=/]|$)", re.IGNORECASE)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
HREF = re.compile(r"""\shref\s*=\s*["']?\s*(https?://[^\s"'<>]{1,300})""", re.IGNORECASE)
SPACES = re.compile(r"[ \t\xa0\u200b\ufeff]+")
LONG_NUMBER = re.compile(r"&#\d{8,}")
RAW = {"script", "style"}  # what looks like a tag in them is none
UNSEEN = RAW | {"head", "title", "template", "svg", "math", "object", "iframe", "noframes", "select"}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr"}
LINES = {"br", "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "center"}
CELLS = {"td", "th"}
VOID = {"br", "img", "hr", "input", "meta", "link", "area", "base", "col", "wbr"}


def words_of(markup: str) -> str:
    """The visible text, a paragraph or a line where the page has one; a link is followed by its address."""
    page = _Page(markup, hide=True)
    # A hidden or unclosed element must not swallow the letter.
    return page.text if page.text and not page.skipped else _Page(markup, hide=False).text


class _Page:
    def __init__(self, markup: str, *, hide: bool) -> None:
        self.hide = hide
        self.pieces: list[str] = []
        self.skipped = ""  # the element that hides what comes
        self.depth = 0  # of elements of that name in it
        self.link = ""
        position = 0
        for tag in TAG.finditer(markup):
            self._say(markup[position : tag.start()])
            position = tag.end()
            if tag[2]:
                self._tag(tag[2].lower(), tag[3], closing=bool(tag[1]))
        self._say(markup[position:])

    @property
    def text(self) -> str:
        lines = [SPACES.sub(" ", line).strip() for line in "".join(self.pieces).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _say(self, text: str) -> None:
        if not self.skipped:
            self.pieces.append(html.unescape(LONG_NUMBER.sub("", re.sub(r"[ \t\r\n\f]+", " ", text))))

    def _tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if self.skipped == "head" and name == "body":
            self.skipped = ""
        if self.skipped:
            self._skip(name, closing=closing)
        elif not closing and name not in VOID and not attributes.endswith("/") and self._unseen(name, attributes):
            self.skipped, self.depth = name, 1
        else:
            if name == "a":
                self._link(attributes, closing=closing)
            self.pieces.append(_break(name, closing=closing))

    def _skip(self, name: str, *, closing: bool) -> None:
        if name == self.skipped and (closing or name not in RAW):
            self.depth += -1 if closing else 1
            self.skipped = self.skipped if self.depth else ""

    def _unseen(self, name: str, attributes: str) -> bool:
        return name in RAW or (self.hide and (name in UNSEEN or _hidden(attributes[:2000])))

    def _link(self, attributes: str, *, closing: bool) -> None:
        if closing and self.link and self.link not in "".join(self.pieces[-3:]):
            self.pieces.append(f" ({self.link}) ")
        found = HREF.search(attributes)
        self.link = found[1] if found and not closing else ""


def _hidden(attributes: str) -> bool:
    return bool(HIDDEN_STYLE.search(attributes) or HIDDEN.search(QUOTED.sub("", attributes)))


def _break(name: str, *, closing: bool) -> str:
    if name in PARAGRAPHS:
        return "\n\n"
    if name in LINES:
        return "" if closing and name == "br" else "\n" + ("- " if name == "li" and not closing else "")
    return " " if name in CELLS else ""
