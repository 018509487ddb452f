"""Whether a text is made of sentences, or of what a scanner's poor recognition left behind."""

from __future__ import annotations

import re

WORDS = re.compile(r"[^\W\d_]+")
LINKS = frozenset(
    WORDS.findall(
        "a à au aux avec ce ces cette d dans de des du elle en est et il ils je l la le les leur lui mais n ne nos"
        " notre nous on ou où par pas plus pour qu que qui s sa se ses si son sont sur un une vos votre vous y"
    )
)
LEAST = 0.15  # of the words; prose has three times as many


def is_prose(text: str) -> bool:
    """Whether one word in seven, or more, is one of those that link the others in French."""
    words = WORDS.findall(text.casefold())
    return bool(words) and sum(word in LINKS for word in words) >= LEAST * len(words)
