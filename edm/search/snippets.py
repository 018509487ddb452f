"""The passage of a text that answers a query: escaped, its words marked."""

from __future__ import annotations

import re
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from .french import WORD, likely, stem

WIDTH = 26  # words shown
LEAD = 6  # of them before the first one found
NEAR = 130  # characters: what follows this close to the first one found is shown with it
READ = 40_000  # characters read at most
ENOUGH = 12  # words found at most
GAP = re.compile(r"\s+")
LONG = 25  # characters of a long word and its gap


def snippet(text: str, wanted: frozenset[str]) -> SafeString:
    """HTML of the passage with the most of the wanted stems; the beginning when none is there."""
    words = ((match, stem(match.group())) for match in likely(wanted).finditer(text, 0, READ)) if wanted else ()
    hits = list(islice(((match.span(), stemmed) for match, stemmed in words if stemmed in wanted), ENOUGH))
    start = _lead(text, _densest(hits))
    spans = [match.span() for match in islice(WORD.finditer(text, start), WIDTH)]
    if not spans:
        return mark_safe("")
    end = spans[-1][1]
    return _render(text, spans[0][0], end, [span for span, _stem in hits if start <= span[0] < end])


def _densest(hits: list[tuple[tuple[int, int], str]]) -> int:
    """The place from which the most different stems follow within a passage."""
    best, most = 0, 0
    for n, ((place, _), _stem) in enumerate(hits):
        found = len({stemmed for (other, _), stemmed in hits[n:] if other < place + NEAR})
        if found > most:
            best, most = place, found
    return best


def _lead(text: str, place: int) -> int:
    """Where the passage begins that has LEAD words before this place."""
    low = max(0, place - LEAD * LONG)
    before = [match.start() for match in WORD.finditer(text, low, place)]
    if low and before and before[0] == low:
        del before[0]  # cut in two, perhaps
    return before[-LEAD:][0] if before else place


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
