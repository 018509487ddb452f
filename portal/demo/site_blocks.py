"""The blocks that the demonstration's words are written in."""

from __future__ import annotations

from typing import Any

# A block is (type, value), as StreamField stores it. "@page:slug", "@image:name" and "@document:name" are
# replaced by what they name when the site is made.
Block = tuple[str, Any]


def text(html: str) -> Block:
    return ("text", html)


def heading(words: str) -> Block:
    return ("heading", words)


def callout(tone: str, title: str, html: str) -> Block:
    return ("callout", {"tone": tone, "title": title, "text": html})


def titled(kind: str, *items: tuple[str, str]) -> Block:
    return (kind, [{"title": title, "text": html} for title, html in items])


def table(caption: str, headings: tuple[str, ...], *rows: tuple[str, ...]) -> Block:
    return (
        "table",
        {
            "table": {
                "columns": [{"type": "text", "heading": words} for words in headings],
                "rows": [{"values": list(row)} for row in rows],
                "caption": caption,
            }
        },
    )


def contact(name: str, role: str, phone: str, email: str, hours: str) -> Block:
    return (
        "contact",
        {"name": name, "role": role, "phone": phone, "email": email, "address": "1 place de la Mairie", "hours": hours},
    )


def figures(*items: tuple[str, str]) -> Block:
    return ("figures", [{"number": number, "label": label} for number, label in items])
