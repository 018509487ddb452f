"""A query as a tree, so that nothing a person types is ever pasted into a query language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .french import WORD, clean, fold

LONGEST_QUERY = 300  # characters; what follows is not read
MOST_WORDS = 32
SHORTEST_BEGINNING = 2  # letters; words that begin with one are nearly all


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
class Begins:
    """The field holds a word that begins so."""

    field: str
    word: str


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


Node = Everything | Terms | Begins | In | Exactly | Not | All | Either


def typed(field: str, text: str, *, references: str = "") -> Node | None:
    """What a person typed: words, begin*, "a phrase", -without; None when there is nothing to look for.

    `references` names the keyword field of exact numbers: an item cited by its number is found first.
    """
    text = " ".join(text.replace("\x00", " ")[:LONGEST_QUERY].split()[:MOST_WORDS])
    nodes = tuple(_parts(field, text))
    if not nodes:
        return None
    found: Node = nodes[0] if len(nodes) == 1 else All(nodes)
    numbers = tuple(word for w in text.split() if any(c.isdigit() for c in w) and (word := reference(w)))
    return Either((Exactly(references, numbers), found)) if references and numbers else found


def begins(field: str, text: str) -> Node | None:
    """The words before the last, and one that begins as the last."""
    *before, last = WORD.findall(clean(text)[:LONGEST_QUERY]) or [""]
    first = (Terms(field, " ".join(before)),) if before else ()
    if len(last) < SHORTEST_BEGINNING or not fold(last).isalnum():
        return Terms(field, text) if _has_word(text) else None
    return All((*first, Begins(field, last))) if first else Begins(field, last)


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


def wanted_beginnings(node: Node) -> Iterator[str]:
    """The same of words of which only the beginning is asked."""
    match node:
        case Begins(word=word):
            yield word
        case All(nodes) | Either(nodes):
            for child in nodes:
                yield from wanted_beginnings(child)


def _parts(field: str, text: str) -> Iterator[Node]:
    for n, part in enumerate(text.split('"')):
        if n % 2:
            if _has_word(part):
                yield Terms(field, part, phrase=True)
            continue
        words = part.split()
        without = [w for w in words if w.startswith("-") and _has_word(w)]
        begun = [w for w in words if w.endswith("*") and w not in without]
        kept: Sequence[str] = [w for w in words if w not in without and w not in begun]
        if _has_word(joined := " ".join(kept)):
            yield Terms(field, joined)
        yield from (node for word in begun if (node := begins(field, word)))
        for word in without:
            kept_out = begins(field, word[1:]) if word.endswith("*") else Terms(field, word[1:])
            if kept_out:
                yield Not(kept_out)


def _has_word(text: str) -> bool:
    return any(c.isalnum() for c in text)
