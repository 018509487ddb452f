"""A query as a tree, so that nothing a person types is ever pasted into a query language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_QUERY = 300  # characters; what follows is not read
MOST_WORDS = 32


@dataclass(frozen=True)
class Everything:
    """All that is in the index."""


@dataclass(frozen=True)
class Terms:
    """The field holds words: all of them, in any order; as a phrase when `phrase`."""

    field: str
    text: str
    phrase: bool = False


@dataclass(frozen=True)
class In:
    """The field has one of the values exactly; counts nothing in the score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Exactly:
    """One of the values of a keyword field: comes first in the results."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    node: Node


@dataclass(frozen=True)
class All:
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    nodes: tuple[Node, ...]


Node = Everything | Terms | In | Exactly | Not | All | Either


def typed(field: str, text: str, *, references: str = "") -> Node | None:
    """What a person typed: words, "a phrase", -without; None when there is nothing to look for.

    `references` names the keyword field of exact numbers: an item cited by its number is found first.
    """
    text = " ".join(text.replace("\x00", " ")[:LONGEST_QUERY].split()[:MOST_WORDS])
    nodes = tuple(_parts(field, text))
    if not nodes:
        return None
    found: Node = nodes[0] if len(nodes) == 1 else All(nodes)
    numbers = tuple(word for w in text.split() if any(c.isdigit() for c in w) and (word := reference(w)))
    return Either((Exactly(references, numbers), found)) if references and numbers else found


def reference(text: str) -> str:
    """A number as the keyword field keeps it: 2026-D00312 and 2026-d00312 are the same."""
    return text.strip(" \t\"'.,;:()«»").casefold()


def wanted_text(node: Node) -> Iterator[str]:
    """The words that a snippet should mark: those looked for, not those left out."""
    match node:
        case Terms(text=text):
            yield text
        case All(nodes) | Either(nodes):
            for child in nodes:
                yield from wanted_text(child)


def _parts(field: str, text: str) -> Iterator[Node]:
    for n, part in enumerate(text.split('"')):
        if n % 2:
            if _has_word(part):
                yield Terms(field, part, phrase=True)
            continue
        words = part.split()
        without = [w for w in words if w.startswith("-") and _has_word(w)]
        kept: Sequence[str] = [w for w in words if w not in without]
        if _has_word(joined := " ".join(kept)):
            yield Terms(field, joined)
        for word in without:
            yield Not(Terms(field, word[1:]))


def _has_word(text: str) -> bool:
    return any(c.isalnum() for c in text)
