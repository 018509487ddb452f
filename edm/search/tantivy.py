"""Tantivy behind Haystack: exact counts under the rights of the reader, counts by kind, snippets of ours."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy
from haystack import connections
from haystack.backends import BaseEngine, BaseSearchBackend, log_query
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from . import french, schema
from .compiler import Compiler
from .nodes import All, In, Node, wanted_text
from .snippets import snippet
from .store import IndexMissing, Store, shared
from .tree import TreeQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_VALUES = 200  # values of one field that are counted
NOTHING: dict[str, Any] = {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}


class TantivyBackend(BaseSearchBackend):
    """`update`, `remove` and `clear` write within one's turn; `batch` writes many under one commit."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.path: str = options["PATH"]
        self._kinds: dict[str, str] = {}
        self._writer: tantivy.IndexWriter | None = None

    @property
    def kinds(self) -> dict[str, str]:
        """The fields of all search indexes: name to kind."""
        if not self._kinds:
            fields = connections[self.connection_alias].get_unified_index().all_searchfields()
            self._kinds = {field.index_fieldname: field.field_type for field in fields.values()}
        return self._kinds

    @property
    def store(self) -> Store:
        return shared(self.path, self.kinds)

    # -- Writing
    @contextmanager
    def batch(self, folder: Path) -> Iterator[None]:
        """One commit for all that is written inside, in one's turn (`store.turn`)."""
        with self.store.writer(folder) as self._writer:
            try:
                yield
            finally:
                self._writer = None

    def add(self, data: dict[str, Any]) -> None:
        """Put a prepared object in place of what the index had of it."""
        self._open_writer().delete_documents_by_term(ID, data[ID])
        self._open_writer().add_document(schema.document(data, self.kinds))

    def drop(self, identifier: str) -> None:
        self._open_writer().delete_documents_by_term(ID, identifier)

    def commit(self) -> None:
        """What was added so far can be found; memory is given back."""
        self._open_writer().commit()

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        with self.store.turn(), self.batch(self.store.current()):
            for obj in iterable:
                try:
                    self.add(index.full_prepare(obj))
                except SkipDocument:
                    self.drop(get_identifier(obj))

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        with self.store.turn(), self.batch(self.store.current()):
            self.drop(get_identifier(obj_or_string))

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:
        with self.store.turn(), self.batch(self.store.current()):
            if models is None:
                self._open_writer().delete_all_documents()
            for model in models or ():
                self._open_writer().delete_documents_by_term(DJANGO_CT, get_model_ct(model))

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("write inside batch()")
        return self._writer

    # -- Reading
    @log_query
    def search(self, query: Node, **options: Any) -> dict[str, Any]:
        """The page asked for, the exact count of all that matches, and the counts of the facets asked for."""
        models = options.get("models")
        types = tuple(sorted(get_model_ct(m) for m in models) if models else self.build_models_list())
        compiler = Compiler(self.store.schema, connections[self.connection_alias].get_unified_index().document_field)
        compiled = compiler.query(All((query, In(DJANGO_CT, types))))
        start = options.get("start_offset") or 0
        end = options.get("end_offset")
        folder = self.store.current()
        try:
            searcher = self.store.searcher()
            found = searcher.search(compiled, max((end or start + 1000) - start, 1), count=True, offset=start)
            wanted = self._wanted(query) if options.get("highlight") else None
            result_class = options.get("result_class") or SearchResult
            results = [
                self._result(searcher.doc(address).to_dict(), score, result_class, wanted)
                for score, address in found.hits
            ]
            facets = {"fields": self._counts(searcher, compiled, options.get("facets") or ())}
        except (OSError, ValueError) as error:
            # The tree always compiles: what fails here is the index itself.
            self.store.condemn(folder)
            raise IndexMissing(str(error)) from error
        return {
            **NOTHING,
            "results": results,
            "hits": found.count,  # type: ignore[attr-defined] # its stubs forget it
            "facets": facets,
        }

    def identifiers(self) -> set[str]:
        """All that the index holds, for `verify`."""
        searcher = self.store.searcher()
        found = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1))
        return {str(searcher.doc(address).get_first(ID)) for _, address in found.hits}

    def _counts(self, searcher: tantivy.Searcher, query: tantivy.Query, fields: Iterable[str]) -> dict[str, Any]:
        asked = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in fields}
        if not asked:
            return {}
        got = searcher.aggregate(query, asked)
        return {name: [(b["key"], b["doc_count"]) for b in got[name]["buckets"]] for name in asked}

    def _result(self, kept: dict[str, Any], score: float, result_class: Any, wanted: frozenset[str] | None) -> Any:
        (app, _, model), pk = kept[DJANGO_CT][0].partition("."), kept[DJANGO_ID][0]
        data: dict[str, Any] = {
            name.removeprefix(schema.STORED): bytes(values[0]).decode()
            for name, values in kept.items()
            if name.startswith(schema.STORED)
        }
        if wanted is not None:
            data["highlighted"] = snippet(data["body"], wanted)
        return result_class(app, model, pk, score, **data)

    @staticmethod
    def _wanted(query: Node) -> frozenset[str]:
        return frozenset(stem for text in wanted_text(query) for stem in french.queried(text).stems)


class TantivyEngine(BaseEngine):
    backend = TantivyBackend
    query = TreeQuery
