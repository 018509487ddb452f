"""The face that both engines show to Haystack: rights, pages, counts and snippets are made here, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from haystack import connections
from haystack.backends import BaseSearchBackend, log_query
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SkipDocument
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from . import french
from .compiler import Asked, compiled
from .nodes import All, In, Node, wanted_beginnings, wanted_text
from .snippets import READ, snippet
from .store import Files, Store, Writer, shared

MOST_VALUES = 200  # values of one field that are counted
MOST_RESULTS = 1_000  # where no end is asked for
NOTHING: dict[str, Any] = {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}


@dataclass(frozen=True)
class Page:
    """What an engine is asked beside the query."""

    start: int
    rows: int
    facets: tuple[str, ...] = ()
    order: str = ""  # the field to sort by, "-" before it for the greatest first; by score where empty


@dataclass
class Found:
    """A page of documents (model, key, score, kept fields), how many there are, how many of each value."""

    count: int = 0
    rows: list[tuple[str, str, float, dict[str, str]]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class Backend(BaseSearchBackend):
    """An engine gives `files` (its index on disk), `find` and `held`.

    `update`, `remove` and `clear` write within one's turn; `batch` writes many under one commit.
    """

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.path: str = options["PATH"]
        self._kinds: dict[str, str] = {}
        self._files: Files | None = None
        self._writing: tuple[Writer, Path] | None = None

    # -- What an engine gives
    def files(self) -> Files:
        raise NotImplementedError

    def find(self, searcher: Any, asked: Asked, page: Page) -> Found:
        raise NotImplementedError

    def held(self, searcher: Any) -> Iterable[str]:
        """The identifiers of all that the index holds."""
        raise NotImplementedError

    # -- What is the same for all
    @property
    def kinds(self) -> dict[str, str]:
        """The fields of all search indexes: name to kind."""
        if not self._kinds:
            fields = connections[self.connection_alias].get_unified_index().all_searchfields()
            self._kinds = {field.index_fieldname: field.field_type for field in fields.values()}
        return self._kinds

    @property
    def store(self) -> Store:
        self._files = self._files or self.files()
        return shared(self.path, self._files)

    @contextmanager
    def batch(self, folder: Path) -> Iterator[None]:
        """One commit for all that is written inside, in one's turn (`store.turn`)."""
        with self.store.writer(folder) as writer:
            before, self._writing = self._writing, (writer, folder)
            try:
                yield
            finally:
                self._writing = before

    def add(self, data: dict[str, Any]) -> None:
        """Put a prepared object in place of what the index had of it."""
        with self._writer() as writer:
            writer.add(data)

    def drop(self, identifier: str) -> None:
        with self._writer() as writer:
            writer.drop(ID, identifier)

    def commit(self) -> None:
        """What was added so far can be found; memory is given back."""
        with self._writer() as writer:
            writer.commit()

    @contextmanager
    def _writer(self) -> Iterator[Writer]:
        if self._writing is None:
            raise RuntimeError("write inside batch()")
        writer, folder = self._writing
        with self.store.guard(folder, writing=True):
            yield writer

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
        with self.store.turn(), self.batch(self.store.current()), self._writer() as writer:
            if models is None:
                writer.clear()
            for model in models or ():
                writer.drop(DJANGO_CT, get_model_ct(model))

    @log_query
    def search(self, query: Node, **options: Any) -> dict[str, Any]:
        """The page asked for, the exact count of all that matches, and the counts of the facets asked for."""
        models = options.get("models")
        types = tuple(sorted(get_model_ct(m) for m in models) if models else self.build_models_list())
        start, end = options.get("start_offset") or 0, options.get("end_offset")
        page = Page(
            start,
            max((end or start + MOST_RESULTS) - start, 1),
            tuple(options.get("facets") or ()),
            _order(options.get("sort_by") or ()),
        )
        document_field = connections[self.connection_alias].get_unified_index().document_field
        asked = compiled(All((query, In(DJANGO_CT, types))), document_field)
        with self.store.searcher() as searcher:
            found = self.find(searcher, asked, page)
        marks = _Marks(query) if options.get("highlight") else None
        result_class = options.get("result_class") or SearchResult
        return {
            **NOTHING,
            "results": [_result(row, result_class, marks) for row in found.rows],
            "hits": found.count,
            "facets": {"fields": {name: _by_count(counts) for name, counts in found.facets.items()}},
        }

    def identifiers(self) -> set[str]:
        """All that the index holds, for `verify`."""
        with self.store.searcher() as searcher:
            return set(self.held(searcher))


class _Marks:
    """The passage of a text that answers a query, its words marked."""

    def __init__(self, query: Node) -> None:
        self.stems = frozenset(stem for text in wanted_text(query) for stem in french.queried(text).stems)
        self.beginnings = tuple(french.fold(text) for text in wanted_beginnings(query))

    def snippet(self, text: str) -> str:
        stems = self.stems
        if self.beginnings:
            words = set(french.WORD.findall(text[:READ]))
            stems |= {french.stem(word) for word in words if french.fold(word).startswith(self.beginnings)}
        return snippet(text, stems)


def _order(fields: Sequence[str]) -> str:
    if len(fields) > 1:
        raise NotImplementedError("results are sorted by one field")
    return fields[0] if fields else ""


def _result(row: tuple[str, str, float, dict[str, str]], result_class: Any, marks: _Marks | None) -> Any:
    label, pk, score, kept = row
    app, _, model = label.partition(".")
    highlighted = {"highlighted": marks.snippet(kept["body"])} if marks else {}
    return result_class(app, model, pk, score, **kept, **highlighted)


def _by_count(counts: dict[str, int]) -> list[tuple[str, int]]:
    """The most frequent first, in the same order whichever the engine; what has no value is not counted."""
    return sorted(((value, count) for value, count in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))[
        :MOST_VALUES
    ]
