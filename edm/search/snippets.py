"""The passage of a text that answers a query: escaped, its words marked."""

from __future__ import annotations

import re
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from .french import WORD, stem

WIDTH = 26  # words shown
LEAD = 6  # of them before the first one found
READ = 4000  # words read at most
ENOUGH = 12  # words found at most
GAP = re.compile(r"\s+")


def snippet(text: str, wanted: frozenset[str]) -> SafeString:
    """HTML of the passage with the most of the wanted stems; the beginning when none is there."""
    spans: list[tuple[int, int]] = []
    hits: list[tuple[int, str]] = []
    for place, match in enumerate(islice(WORD.finditer(text), READ)):
        spans.append(match.span())
        if (found := stem(match.group())) in wanted:
            hits.append((place, found))
            if len(hits) == ENOUGH:
                break
    if not spans:
        return mark_safe("")
    first = max(0, _densest(hits) - LEAD)
    if len(spans) < first + WIDTH:  # the reading stopped at the last word found: go on for a few
        more = WORD.finditer(text, spans[-1][1])
        spans += [match.span() for match in islice(more, first + WIDTH - len(spans))]
    return _render(text, spans[first : first + WIDTH], {place - first for place, _ in hits})


def _densest(hits: list[tuple[int, str]]) -> int:
    """The place from which the most different stems follow within a passage."""
    best, most = 0, 0
    for n, (place, _) in enumerate(hits):
        found = len({s for other, s in hits[n:] if other < place + WIDTH - LEAD})
        if found > most:
            best, most = place, found
    return best


def _render(text: str, spans: list[tuple[int, int]], marked: set[int]) -> SafeString:
    start, end = spans[0][0], spans[-1][1]
    out, at = ["… " if text[:start].strip() else ""], start
    for n, (low, high) in enumerate(spans):
        word = escape(text[low:high])
        out += [escape(GAP.sub(" ", text[at:low])), f"<mark>{word}</mark>" if n in marked else word]
        at = high
    out.append(" …" if text[end:].strip(" \n.") else "")
    # Every piece of the text went through escape(): nothing else is marked as safe.
    return mark_safe("".join(out))  # noqa: S308
