"""What stands within a line: words, links, marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from django.utils.html import escape

# Elements of the schema that only mark words, and what marks them.
MARKS = {
    "MiseEnEvidence": "strong",
    "Exposant": "sup",
    "Indice": "sub",
    "Citation": "q",
    "Expression": "i",
    "MotEtranger": "i",
    "Valeur": "b",
    "Variable": "b",
}
PATH_SIGNS, QUERY_SIGNS = "/%:@!$&'()*+,;=-._~", "/%:@!$&'()*+,;=-._~?"
TRANSPARENT = {"Paragraphe"}  # a title or a cell may hold its words in one


class Words:
    """Renders lines of one sheet; `unknown` counts what no rule knows, `defined` are the ids of its glossary."""

    def __init__(self, defined: frozenset[str]) -> None:
        self.defined = defined
        self.unknown: Counter[str] = Counter()

    def line(self, element: Element | None) -> str:
        """The words of an element with their marks and links, escaped; '' for none."""
        if element is None:
            return ""
        parts: list[str] = [escape(element.text or "")]
        for child in element:
            parts.append(self._child(child))
            parts.append(escape(child.tail or ""))
        return "".join(parts)

    def title(self, element: Element, name: str = "Titre") -> str:
        return self.line(element.find(name)).strip()

    def plain(self, element: Element, name: str = "Titre") -> str:
        """A title without its links, for what is a link or a button itself."""
        found = element.find(name)
        return escape(" ".join("".join(found.itertext()).split())) if found is not None else ""

    def _child(self, child: Element) -> str:
        inner = self.line(child)
        if child.tag in MARKS:
            return f"<{MARKS[child.tag]}>{inner}</{MARKS[child.tag]}>" if inner.strip() else inner
        if child.tag in TRANSPARENT:
            return f"{inner} "
        link = LINKS.get(child.tag)
        if link is not None:
            return link(self, child, inner)
        self.unknown[child.tag] += 1
        return inner

    def sheet_link(self, child: Element, inner: str) -> str:
        """`guide:CODE` becomes an address of ours, or of service-public.fr, as the page is served."""
        code = child.get("LienPublication", "")
        return f'<a href="guide:{escape(code)}">{inner or escape(code)}</a>' if code else inner

    def outer_link(self, child: Element, inner: str) -> str:
        url = safe_url(child.get("URL", ""))
        return f'<a href="{escape(url)}" rel="external">{inner or escape(url)}</a>' if url else inner

    def glossary_link(self, child: Element, inner: str) -> str:
        code = child.get("LienID", "")
        return f'<a class="def" href="#{escape(code)}">{inner}</a>' if code in self.defined else inner


LINKS: dict[str, Callable[[Words, Element, str], str]] = {
    "LienInterne": Words.sheet_link,
    "LienExterne": Words.outer_link,
    "LienExterneCommente": Words.outer_link,
    "LienIntra": Words.glossary_link,
}


def safe_url(url: str) -> str:
    """The address if it leads to the web, else ''; what an address may not hold is escaped."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    whole = parts._replace(
        path=quote(parts.path, PATH_SIGNS),
        query=quote(parts.query, QUERY_SIGNS),
        fragment=quote(parts.fragment, PATH_SIGNS),
    )
    return urlunsplit(whole)
