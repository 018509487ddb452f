"""Small pieces of HTML that several rules make."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.utils.html import escape

from cms.guides.rendering.inline import safe_url

DEEPEST = 6


def paragraph(words: str) -> str:
    return f"<p>{words.strip()}</p>" if words.strip() else ""


def lone(html: str) -> str:
    """One paragraph alone needs none in a list or in a cell."""
    inner = html[3:-4]
    return inner if html.startswith("<p>") and html.endswith("</p>") and "<p" not in inner else html


def heading(title: str, level: int) -> str:
    depth = min(level, DEEPEST)
    return f"<h{depth}>{title}</h{depth}>" if title else ""


def noted(line: str, *facts: str) -> str:
    """A line and, small after it, the facts that are not empty."""
    note = " · ".join(fact for fact in facts if fact)
    return f"{line} <small>{note}</small>" if note else line


def link(words: str, element: Element) -> str:
    """To the element's own address, else to its sheet; the words alone where there is neither."""
    url, code, web = safe_url(element.get("URL", "")), element.get("ID", ""), element.find("LienWeb")
    url = url or safe_url(web.get("URL", "") if web is not None else "")
    if url:
        return f'<a href="{escape(url)}" rel="external">{words or escape(url)}</a>'
    return f'<a href="guide:{escape(code)}">{words}</a>' if code and words else words


def weight(element: Element) -> str:
    form = element.get("format", "").rsplit("/", 1)[-1].upper()
    return " ".join(part for part in (escape(form), escape(element.get("poids", "").replace("B", "o"))) if part)


def host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.")
