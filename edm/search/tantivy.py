"""Tantivy behind Haystack. Words come to it ready made by `french`: it only cuts at spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tantivy
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from tantivy import Occur, Query, Schema

from . import french
from .backend import MOST_VALUES, Backend, Found, Page
from .compiler import AllOf, Asked, Every, OneOf, Phrase, Prefix, Values, Word
from .store import fingerprint
from .tree import TreeQuery

HEAP = 32_000_000  # bytes of a writer; more would not fit a small server
SPACES = "spaces"
STORED = "stored_"  # the text of a field as it is, beside its words
REWRITTEN = (".json", ".lock")  # the files that are; a segment's never are


class TantivyBackend(Backend):
    def files(self) -> TantivyFiles:
        return TantivyFiles(self.kinds)

    def find(self, searcher: tantivy.Searcher, asked: Asked, page: Page) -> Found:
        query = _query(_schema(self.kinds), asked)
        order: dict[str, Any] = {}
        if page.order:
            direction = tantivy.Order.Desc if page.order.startswith("-") else tantivy.Order.Asc
            order = {"order_by_field": page.order.lstrip("-"), "order": direction}
        found = searcher.search(query, page.rows, count=True, offset=page.start, **order)
        rows = [_row(searcher.doc(address).to_dict(), float(score or 0)) for score, address in found.hits]
        return Found(found.count, rows, self._counts(searcher, query, page.facets))  # type: ignore[attr-defined] # its stubs forget it

    def held(self, searcher: tantivy.Searcher) -> Iterable[str]:
        found = searcher.search(Query.all_query(), max(searcher.num_docs, 1))
        return (str(searcher.doc(address).get_first(ID)) for _, address in found.hits)

    def _counts(self, searcher: tantivy.Searcher, query: Query, fields: Iterable[str]) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in fields}
        if not asked:
            return {}
        got = searcher.aggregate(query, asked)
        return {name: {b["key"]: b["doc_count"] for b in got[name]["buckets"]} for name in asked}


class TantivyFiles:
    searches_at_once = True

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = dict(kinds)
        self.schema = _schema(kinds)
        self.fingerprint = fingerprint("tantivy", kinds)

    def create(self, folder: Path) -> None:
        tantivy.Index(self.schema, path=str(folder))

    def open(self, folder: Path) -> TantivyOpened:
        return TantivyOpened(folder, self.index(folder))

    def writer(self, folder: Path) -> TantivyWriter:
        """A fresh index each time: an old one would keep the files of other processes (1,734 after 50 kills).

        What a killed writer left is removed first: Tantivy would name a file of deletions as it did, and fail.
        """
        writer = self.index(folder).writer(heap_size=HEAP, num_threads=1)
        writer.garbage_collect_files()
        return TantivyWriter(writer, self.kinds)

    def lasts(self, name: str) -> bool:
        return not name.startswith(("schema", "seal", ".")) and not name.endswith(REWRITTEN)

    def index(self, folder: Path) -> tantivy.Index:
        index = tantivy.Index.open(str(folder))  # Index() would make an empty one where files are gone
        # Tokenizers are no part of an index on disk: each opening names them again.
        index.register_tokenizer(SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index


class TantivyOpened:
    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self.meta = folder / "meta.json"
        self.index = index
        self.index.config_reader(reload_policy="manual")  # no thread watches
        self.stamp: tuple[int, int] | None = None

    def latest(self) -> tantivy.Searcher:
        stat = self.meta.stat()
        if (stamp := (stat.st_mtime_ns, stat.st_ino)) != self.stamp:
            self.index.reload()
            self.stamp = stamp
        return self.index.searcher()


class TantivyWriter:
    def __init__(self, writer: tantivy.IndexWriter, kinds: Mapping[str, str]) -> None:
        self.writer = writer
        self.kinds = kinds

    def add(self, data: dict[str, Any]) -> None:
        self.drop(ID, data[ID])
        self.writer.add_document(_document(data, self.kinds))

    def drop(self, field: str, value: str) -> None:
        self.writer.delete_documents_by_term(field, value)

    def clear(self) -> None:
        self.writer.delete_all_documents()

    def commit(self) -> None:
        self.writer.commit()

    def close(self, *, kept: bool) -> None:
        self.writer.wait_merging_threads()  # else its lock outlives it


class TantivyEngine(BaseEngine):
    backend = TantivyBackend
    query = TreeQuery


def _schema(kinds: Mapping[str, str]) -> Schema:
    """The schema of fields by kind (Haystack's field_type: string, words, kept, keyword, keywords, moment)."""
    builder = tantivy.SchemaBuilder()
    for name in (ID, DJANGO_CT, DJANGO_ID):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name, kind in kinds.items():
        if kind in ("string", "words"):
            builder.add_text_field(name, stored=False, tokenizer_name=SPACES, index_option="position")
        if kind in ("words", "kept"):
            builder.add_bytes_field(STORED + name, stored=True, indexed=False)
        if kind in ("keyword", "keywords"):
            fast = kind == "keyword"
            builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic", fast=fast)
        if kind == "moment":
            builder.add_unsigned_field(name, stored=False, indexed=False, fast=True)
    return builder.build()


def _document(data: Mapping[str, Any], kinds: Mapping[str, str]) -> tantivy.Document:
    """A prepared object, as Tantivy takes it."""
    doc = tantivy.Document()
    for name, value in data.items():
        kind = kinds.get(name, "keyword")
        if kind in ("words", "kept"):
            doc.add_bytes(STORED + name, str(value).encode())
        if kind == "words":
            doc.add_text(name, french.indexed(str(value)))
        elif kind == "moment":
            doc.add_unsigned(name, value)
        elif kind != "kept":
            for item in value if isinstance(value, list | tuple) else [value]:
                doc.add_text(name, str(item))
    return doc


def _row(kept: dict[str, Any], score: float) -> tuple[str, str, float, dict[str, str]]:
    texts = {
        name.removeprefix(STORED): bytes(values[0]).decode() for name, values in kept.items() if name.startswith(STORED)
    }
    return kept[DJANGO_CT][0], kept[DJANGO_ID][0], score, texts


def _query(schema: Schema, asked: Asked) -> Query:
    """Tantivy's own objects; no query language between."""
    match asked:
        case Every():
            return Query.all_query()
        case Word(field, stem, weight):
            term = Query.term_query(schema, field, stem, index_option="freq")
            return term if weight == 1 else Query.boost_query(term, weight)
        case Phrase(field, stems, places):
            return Query.phrase_query(schema, field, list(zip(places, stems, strict=True)))
        case Prefix(field, start):
            return Query.regex_query(schema, field, re.escape(start) + ".*")
        case Values(field, values, score):
            return Query.const_score_query(Query.term_set_query(schema, field, list(values)), score)
        case OneOf(parts):
            return Query.boolean_query([(Occur.Should, _query(schema, part)) for part in parts])
        case AllOf(parts, without, also):
            clauses = [(Occur.Must, _query(schema, part)) for part in parts or (Every(),)]
            clauses += [(Occur.MustNot, _query(schema, part)) for part in without]
            clauses += [(Occur.Should, _query(schema, part)) for part in also]
            return Query.boolean_query(clauses)
