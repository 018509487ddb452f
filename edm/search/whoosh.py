"""Whoosh behind Haystack, where Tantivy cannot be installed: pure Python. Words come to it ready made by `french`.

Haystack's own opens its searcher anew for each query, analyses English, and counts without the filter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import Any

from haystack import connections
from haystack.backends import BaseEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh import query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, STORED, TEXT, FieldType, Schema
from whoosh.fields import ID as KEY
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.matching import AndNotMatcher, ListMatcher
from whoosh.query import Query
from whoosh.query.spans import SpanNear
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher
from whoosh.writing import SegmentWriter

from . import french
from .backend import Backend, Found, Page
from .compiler import AllOf, Asked, Every, OneOf, Phrase, Prefix, Values, Word
from .store import fingerprint
from .tree import TreeQuery

POOL = 32  # MB of postings that a writer keeps in memory
FILTERS = 32  # sets of documents that a reader keeps: the town and the rights of those who search


class WhooshBackend(Backend, WhooshSearchBackend):
    def files(self) -> WhooshFiles:
        fields = connections[self.connection_alias].get_unified_index().all_searchfields()
        return WhooshFiles(self.build_schema(fields)[1], self.kinds)

    def build_schema(self, fields: Mapping[str, Any]) -> tuple[str, Schema]:
        """Haystack's fields of a document, then ours by their kind."""
        document_field, schema = super().build_schema(fields)
        schema.remove(ID)
        schema.add(ID, KEY(unique=True, sortable=VarBytesColumn()))  # a column: `held` goes through it
        for name, kind in self.kinds.items():
            schema.remove(name)
            schema.add(name, _field(kind))
        return document_field, schema

    def find(self, reader: WhooshOpened, asked: Asked, page: Page) -> Found:
        words, narrowed = _split(asked)
        allowed = reader.documents(narrowed)
        matched = allowed if words == Every() else allowed.intersection(reader.numbers(words))
        if page.order:
            moments = reader.column(page.order.lstrip("-"))
            ordered = sorted(matched, key=moments.__getitem__, reverse=page.order.startswith("-"))
            scored = [(0.0, number) for number in ordered]
        else:
            scored = reader.best(words, matched, page.start + page.rows)
        shown = scored[page.start : page.start + page.rows]
        rows = [_row(reader.searcher.stored_fields(number), score) for score, number in shown]
        return Found(len(matched), rows, {name: _counts(reader.column(name), matched) for name in page.facets})

    def held(self, reader: WhooshOpened) -> Iterable[str]:
        names = reader.column(ID)
        return (names[number] for number in reader.documents(Every()))


class WhooshFiles:
    searches_at_once = False  # its readers have one place in a file for all threads

    def __init__(self, schema: Schema, kinds: Mapping[str, str]) -> None:
        self.schema = schema
        self.kinds = dict(kinds)
        self.fingerprint = fingerprint("Whoosh-Reloaded", kinds)

    def create(self, folder: Path) -> None:
        FileStorage(str(folder)).create_index(self.schema)

    def open(self, folder: Path) -> WhooshOpened:
        return WhooshOpened(self.index(folder))

    def writer(self, folder: Path) -> WhooshWriter:
        for left in folder.glob("_MAIN_*.toc.*"):  # by a writer killed as it committed
            left.unlink()
        return WhooshWriter(self.index(folder), self.kinds)

    def lasts(self, name: str) -> bool:
        return name.endswith((".seg", ".toc"))

    def index(self, folder: Path) -> FileIndex:
        return FileStorage(str(folder)).open_index(schema=self.schema)


class WhooshOpened:
    """A searcher kept open, and what is remembered of it until the next commit."""

    def __init__(self, index: FileIndex) -> None:
        self.index = index
        self._keep(index.searcher())

    def latest(self) -> WhooshOpened:
        if not self.searcher.up_to_date():
            # Opened anew: Whoosh's refresh() keeps the parts of the index that the last commit has done away with.
            self.searcher.close()
            self._keep(self.index.searcher())
        return self

    def _keep(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.documents = lru_cache(FILTERS)(lambda asked: frozenset(self.numbers(asked)))
        self.column = lru_cache(None)(self._column)

    def numbers(self, asked: Asked) -> Iterable[int]:
        """Of the documents, without a score."""
        return self.searcher.docs_for_query(_query(asked, scored=False))

    def best(self, asked: Asked, among: AbstractSet[int], most: int) -> list[tuple[float, int]]:
        """Score and number, best first; what scores the same for all is left out, `among` has seen to it."""
        if isinstance(asked, AllOf):
            asked = AllOf(tuple(part for part in asked.parts if not _is_beginning(part)), also=asked.also)
        if asked in {AllOf(()), Every()} or not among:  # an empty filter would be none to Whoosh
            return [(0.0, number) for number in sorted(among)[:most]]
        found = self.searcher.search(_query(asked, scored=True), limit=most, filter=set(among))
        return list(found.top_n)

    def _column(self, name: str) -> list[Any]:
        """The value of each document, in one list; a column on disk takes long to read one by one."""
        if not self.searcher.doc_count_all():
            return []
        leaves = [leaf for leaf, _offset in self.searcher.reader().leaf_readers()]  # an old part may lack the column
        return [value for leaf in leaves for value in leaf.column_reader(name)]


class WhooshWriter:
    def __init__(self, index: FileIndex, kinds: Mapping[str, str]) -> None:
        self.index = index
        self.kinds = kinds
        self.writer = self._begin()

    def add(self, data: dict[str, Any]) -> None:
        self.drop(ID, data[ID])
        self.writer.add_document(**_document(data, self.kinds))

    def drop(self, field: str, value: str) -> None:
        self.writer.delete_by_term(field, value)

    def clear(self) -> None:
        self.writer.delete_by_query(query.Every())

    def commit(self) -> None:
        self.writer.commit()
        self.writer = self._begin()

    def close(self, *, kept: bool) -> None:
        """Nothing was written since the last commit, or it is not wanted."""
        try:
            self.writer.cancel()
        finally:
            if self.writer.writelock.fd is not None:  # a writer that a full disk stopped keeps its lock
                self.writer.writelock.release()

    def _begin(self) -> SegmentWriter:
        return self.index.writer(limitmb=POOL)


class Near(SpanNear):
    """Two parts of a phrase, so many words apart; Whoosh asks how frequent they are and gives no answer itself."""

    def estimate_size(self, ixreader: IndexReader) -> int:
        return int(self.q.estimate_size(ixreader))


class Beginning(query.Prefix):
    """Whoosh's own joins a matcher for each of hundreds of words, two by two."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> ListMatcher:
        reader = searcher.reader()
        words = list(self._btexts(reader))
        numbers = {number for word in words for number in reader.postings(self.fieldname, word).all_ids()}
        return ListMatcher(sorted(numbers))


class AndNotFromTheFirst(AndNotMatcher):
    """Whoosh's own lets the first document pass when the words left out begin in an earlier one."""

    def _find_first(self) -> None:
        if self.a.is_active() and self.b.is_active():
            self._find_next()


class Except(query.AndNot):
    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> AndNotMatcher:
        left_out = self.b.matcher(searcher, searcher.boolean_context())
        return AndNotFromTheFirst(self.a.matcher(searcher, context), left_out)


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = TreeQuery


def _field(kind: str) -> FieldType:
    match kind:
        case "string":
            return TEXT(analyzer=SpaceSeparatedTokenizer())
        case "words":
            return TEXT(analyzer=SpaceSeparatedTokenizer(), stored=True)
        case "kept":
            return STORED()
        case "keyword":
            return KEY(sortable=RefBytesColumn())
        case "keywords":
            return KEY()
        case "moment":
            return COLUMN(NumericColumn("Q"))
    raise NotImplementedError(kind)


def _document(data: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """A prepared object, as Whoosh takes it."""
    doc: dict[str, Any] = {}
    for name, value in data.items():
        if kinds.get(name) == "words":
            doc |= {name: french.indexed(str(value)), f"_stored_{name}": str(value)}
        elif kinds.get(name) == "keywords":
            doc[name] = [str(item) for item in value]
        else:
            doc[name] = value if kinds.get(name) == "moment" else str(value)
    return doc


def _row(kept: dict[str, Any], score: float) -> tuple[str, str, float, dict[str, str]]:
    return kept.pop(DJANGO_CT), kept.pop(DJANGO_ID), score, {name: text for name, text in kept.items() if name != ID}


def _counts(values: list[str], documents: Iterable[int]) -> Counter[str]:
    return Counter(map(values.__getitem__, documents))


def _split(asked: Asked) -> tuple[Asked, Asked]:
    """What gives a score, and what only narrows: the town, the rights, the filters chosen."""
    parts: list[Asked] = []
    without: list[Asked] = []
    waiting = [asked]
    while waiting:
        part = waiting.pop()
        if isinstance(part, AllOf) and not part.also:
            waiting += part.parts
            without += part.without
        else:
            parts.append(part)
    scored = [part for part in parts if not _only_narrows(part)]
    unwanted = [part for part in without if not _only_narrows(part)]
    words = AllOf(tuple(scored), tuple(unwanted)) if scored or unwanted else Every()
    return words, AllOf(tuple(filter(_only_narrows, parts)), tuple(filter(_only_narrows, without)))


def _only_narrows(asked: Asked) -> bool:
    return isinstance(asked, Every) or (isinstance(asked, Values) and not asked.score)


def _is_beginning(asked: Asked) -> bool:
    return isinstance(asked, OneOf) and any(isinstance(part, Prefix) for part in asked.parts)


def _query(asked: Asked, *, scored: bool) -> Query:
    """Whoosh's own objects; no query language between."""
    match asked:
        case Every():
            return query.Every()
        case Word(field, stem, weight):
            return query.Term(field, stem, boost=weight)
        case Phrase(field, stems, places):
            found = query.Term(field, stems[0])
            for n, stem in enumerate(stems[1:], 1):
                apart = places[n] - places[n - 1]
                found = Near(found, query.Term(field, stem), slop=apart, mindist=apart)
            return found
        case Prefix(field, start):
            return Beginning(field, start)
        case Values(field, values, score):
            return query.ConstantScoreQuery(query.Or([query.Term(field, value) for value in values]), score)
        case OneOf(parts):
            return query.Or([_query(part, scored=scored) for part in parts])
        case AllOf(parts, without, also):
            found = query.And([_query(part, scored=scored) for part in parts or (Every(),)])
            if also and scored:
                found = query.AndMaybe(found, query.Or([_query(part, scored=True) for part in also]))
            unwanted = [_query(part, scored=False) for part in without]
            return Except(found, query.Or(unwanted)) if unwanted else found
