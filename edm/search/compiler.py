"""From the tree of a query to what every engine has: words, phrases, beginnings, exact values, and their joining."""

from __future__ import annotations

from dataclasses import dataclass

from . import french
from .nodes import All, Begins, Either, Everything, Exactly, In, Node, Not, Terms

TITLE = "title"
TITLE_WEIGHT = 2.0
NUMBER_WEIGHT = 1000.0  # above any sum of words


@dataclass(frozen=True)
class Every:
    """All that is in the index."""


@dataclass(frozen=True)
class Word:
    field: str
    stem: str
    weight: float = 1.0


@dataclass(frozen=True)
class Phrase:
    """The stems at these places, counted from the first."""

    field: str
    stems: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True)
class Prefix:
    """A stem that begins so."""

    field: str
    start: str


@dataclass(frozen=True)
class Values:
    """One of the values of a keyword field; no value is met by nothing."""

    field: str
    values: tuple[str, ...]
    score: float = 0.0


@dataclass(frozen=True)
class AllOf:
    """All of the parts, none of `without`; the score is better with `also`."""

    parts: tuple[Asked, ...]
    without: tuple[Asked, ...] = ()
    also: tuple[Word, ...] = ()


@dataclass(frozen=True)
class OneOf:
    parts: tuple[Asked, ...]


Asked = Every | Word | Phrase | Prefix | Values | AllOf | OneOf
NOTHING = OneOf(())


def compiled(node: Node, document_field: str) -> Asked:
    """What the index is asked; the words of the title weigh more where `document_field` is searched."""

    def asked(node: Node) -> Asked:
        match node:
            case Everything():
                return Every()
            case All(nodes):
                without = tuple(asked(child.node) for child in nodes if isinstance(child, Not))
                return AllOf(tuple(asked(child) for child in nodes if not isinstance(child, Not)), without)
            case Either(nodes):
                return OneOf(tuple(map(asked, nodes)))
            case Not(child):
                return AllOf((), (asked(child),))
            case In(field, values):
                return Values(field, values)
            case Exactly(field, values):
                return Values(field, values, NUMBER_WEIGHT)
            case Begins(field, word):
                return _beginning(field, word)
            case Terms(field, text, phrase):
                return _phrase(field, text) if phrase else _words(field, text, document_field)

    return asked(node)


def _phrase(field: str, text: str) -> Asked:
    stems, places = french.queried(text)
    if len(stems) < 2:
        return Word(field, stems[0]) if stems else NOTHING
    return Phrase(field, tuple(stems), tuple(place - places[0] for place in places))


def _beginning(field: str, word: str) -> Asked:
    start, shorter = french.begun(word)
    return OneOf((Prefix(field, start), *(Word(field, stem) for stem in sorted(shorter))))


def _words(field: str, text: str, document_field: str) -> Asked:
    found = _all(field, french.queried(text).stems, document_field)
    if (whole := french.joined(text)) != french.clean(text):  # « 1 140 euros » is also « 1140 euros »
        return OneOf((found, _all(field, french.queried(whole).stems, document_field)))
    return found


def _all(field: str, stems: list[str], document_field: str) -> Asked:
    if not stems:
        return NOTHING
    stems = list(dict.fromkeys(stems))
    title = tuple(Word(TITLE, stem, TITLE_WEIGHT) for stem in stems) if field == document_field else ()
    return AllOf(tuple(Word(field, stem) for stem in stems), also=title)
