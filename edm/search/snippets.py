"""The passage of a text that answers a query: escaped, its words marked."""

from __future__ import annotations

import re
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from .french import WORD, stem

WIDTH = 26  # words shown
LEAD = 6  # of them before the first one found
READ = 40_000  # characters read at most
ENOUGH = 12  # words found at most
GAP = re.compile(r"\s+")


def snippet(text: str, wanted: frozenset[str]) -> SafeString:
    """HTML of the passage with the most of the wanted stems; the beginning when none is there."""
    words = WORD.findall(text[:READ])
    # A text repeats its words: each is looked at once. Places in the text are only made for the passage shown.
    distinct = set(words)
    found = {word: stemmed for word, stemmed in zip(distinct, map(stem, distinct), strict=True) if stemmed in wanted}
    places = ((place, found[word]) for place, word in enumerate(words) if word in found) if found else ()
    hits = list(islice(places, ENOUGH))
    first = max(0, _densest(hits) - LEAD)
    spans = [match.span() for match in islice(WORD.finditer(text), first, first + WIDTH)]
    if not spans:
        return mark_safe("")
    marked = [spans[place - first] for place, _ in hits if first <= place < first + len(spans)]
    return _render(text, spans[0][0], spans[-1][1], marked)


def _densest(hits: list[tuple[int, str]]) -> int:
    """The place from which the most different stems follow within a passage."""
    best, most = 0, 0
    for n, (place, _) in enumerate(hits):
        found = len({s for other, s in hits[n:] if other < place + WIDTH - LEAD})
        if found > most:
            best, most = place, found
    return best


def _render(text: str, start: int, end: int, marked: list[tuple[int, int]]) -> SafeString:
    """From `start` to `end`, the spaces made single, what is `marked` (places in order) in <mark>."""
    out, at = ["… " if text[:start].strip() else ""], start
    for low, high in marked:
        out += [_plain(text[at:low]), "<mark>", _plain(text[low:high]), "</mark>"]
        at = high
    out += [_plain(text[at:end]), " …" if text[end:].strip(" \n.") else ""]
    # Every piece of the text went through escape(): nothing else is marked as safe.
    return mark_safe("".join(out))  # noqa: S308


def _plain(text: str) -> str:
    return escape(GAP.sub(" ", text))
