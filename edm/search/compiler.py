"""From the tree of a query to Tantivy's own objects; no query language between."""

from __future__ import annotations

from tantivy import Occur, Query, Schema

from . import french
from .nodes import All, Either, Everything, Exactly, In, Node, Not, Terms

TITLE = "title"
TITLE_WEIGHT = 2.0
NUMBER_WEIGHT = 1000.0  # above any sum of words


class Compiler:
    def __init__(self, schema: Schema, document_field: str) -> None:
        self.schema = schema
        self.document_field = document_field

    def query(self, node: Node) -> Query:
        match node:
            case Everything():
                return Query.all_query()
            case All(nodes):
                return Query.boolean_query([(Occur.Must, self.query(child)) for child in nodes])
            case Either(nodes):
                return Query.boolean_query([(Occur.Should, self.query(child)) for child in nodes])
            case Not(child):
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.query(child))])
            case In(field, values):
                return Query.const_score_query(self._one_of(field, values), 0.0)
            case Exactly(field, values):
                return Query.const_score_query(self._one_of(field, values), NUMBER_WEIGHT)
            case Terms(field, text, phrase):
                return self._words(field, text, phrase=phrase)

    def _one_of(self, field: str, values: tuple[str, ...]) -> Query:
        return Query.term_set_query(self.schema, field, list(values)) if values else Query.empty_query()

    def _words(self, field: str, text: str, *, phrase: bool) -> Query:
        stems, places = french.queried(text)
        if not stems:
            return Query.empty_query()
        if phrase and len(stems) > 1:
            at: list[str | tuple[int, str]] = [
                (place - places[0], stem) for place, stem in zip(places, stems, strict=True)
            ]
            return Query.phrase_query(self.schema, field, at)
        found = self._all(field, stems)
        if (whole := french.joined(text)) != french.clean(text):  # « 1 140 euros » is also « 1140 euros »
            other = self._all(field, french.queried(whole).stems)
            return Query.boolean_query([(Occur.Should, found), (Occur.Should, other)])
        return found

    def _all(self, field: str, stems: list[str]) -> Query:
        stems = list(dict.fromkeys(stems))
        wanted = [(Occur.Must, self._term(field, stem)) for stem in stems]
        if field == self.document_field:
            title = [Query.boost_query(self._term(TITLE, stem), TITLE_WEIGHT) for stem in stems]
            wanted += [(Occur.Should, query) for query in title]
        return Query.boolean_query(wanted)

    def _term(self, field: str, stem: str) -> Query:
        return Query.term_query(self.schema, field, stem, index_option="freq")
