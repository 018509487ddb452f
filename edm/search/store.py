"""The index on disk: opened once per process, written by one at a time, replaced at once.

PATH/current            the name of the folder that serves, replaced by a rename
PATH/index-…/           an index; its `schema` file tells for which fields and words it was made
PATH/writer.lock        held while writing: Tantivy's own lock does not wait, 100 writers of 100 failed
PATH/rebuild.lock       held while a new index is being filled
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tantivy
from django.core.files import locks

from . import schema

HEAP = 32_000_000  # bytes of a writer; more would not fit a small server
_stores: dict[tuple[int, str], Store] = {}
_stores_lock = threading.Lock()


class IndexMissing(Exception):
    """No index serves: absent, damaged, or made for other fields. The worker makes it again."""


def shared(path: str, kinds: Mapping[str, str]) -> Store:
    """The store of a path in this process; Haystack makes one backend per thread, they share it."""
    key = (os.getpid(), path)
    with _stores_lock:
        if key not in _stores:
            _stores[key] = Store(Path(path), kinds)
        return _stores[key]


class Store:
    def __init__(self, root: Path, kinds: Mapping[str, str]) -> None:
        self.root = root
        self.kinds = dict(kinds)
        self.schema = schema.build(kinds)
        self.fingerprint = schema.fingerprint(kinds)
        self._lock = threading.RLock()
        self._name = ""
        self._stamp: tuple[int, int] | None = None
        self._index: tantivy.Index | None = None

    # -- Reading
    def current(self) -> Path:
        """The folder that serves."""
        try:
            folder = self.root / (self.root / "current").read_text().strip()
            if (folder / "schema").read_text() != self.fingerprint:
                raise IndexMissing(f"{folder} was made for other fields")
        except OSError as error:
            raise IndexMissing(str(error)) from error
        return folder

    def searcher(self) -> tantivy.Searcher:
        """What was committed last, by whatever process: two small files are looked at, no thread watches."""
        folder = self.current()
        try:
            stat = (folder / "meta.json").stat()
            with self._lock:
                if self._index is None or folder.name != self._name:
                    self._index, self._name, self._stamp = self.open(folder), folder.name, None
                    self._index.config_reader(reload_policy="manual")
                if (stamp := (stat.st_mtime_ns, stat.st_ino)) != self._stamp:
                    self._index.reload()
                    self._stamp = stamp
                return self._index.searcher()
        except (OSError, ValueError) as error:
            self.condemn(folder)
            raise IndexMissing(str(error)) from error

    def open(self, folder: Path) -> tantivy.Index:
        index = tantivy.Index(self.schema, path=str(folder))
        schema.register(index)
        return index

    def condemn(self, folder: Path) -> None:
        """A damaged index serves no more: the worker sees that none does, and makes another."""
        (folder / "schema").unlink(missing_ok=True)

    # -- Writing
    @contextmanager
    def turn(self) -> Iterator[None]:
        """One writer at a time, over all processes; the others wait."""
        with self._locked("writer.lock"):
            yield

    @contextmanager
    def writer(self, folder: Path) -> Iterator[tantivy.IndexWriter]:
        """A writer to commit with, within one's turn.

        A fresh index each time: an old one would keep the files of other processes (1,734 after 50 kills).
        """
        writer = self.open(folder).writer(heap_size=HEAP, num_threads=1)
        try:
            yield writer
            writer.commit()
        finally:
            writer.wait_merging_threads()  # else its lock outlives it

    # -- Replacing
    @contextmanager
    def rebuilding(self) -> Iterator[Path]:
        """An empty folder to fill; serves nothing until `swap`. What a crash left is swept."""
        with self._locked("rebuild.lock"):
            folder = self.root / schema.new_name()
            for old in self.root.glob("index-*"):
                if old.name != self._serving():
                    shutil.rmtree(old, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                if folder.name != self._serving():
                    shutil.rmtree(folder, ignore_errors=True)

    def swap(self, folder: Path) -> None:
        """From now on `folder` serves; within one's turn. Readers keep the files they have open."""
        old = self._serving()
        (folder / "schema").write_text(self.fingerprint)
        pointer = self.root / "current.new"
        pointer.write_text(folder.name)
        pointer.replace(self.root / "current")
        if old:
            shutil.rmtree(self.root / old, ignore_errors=True)

    def is_rebuilding(self) -> bool:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "rebuild.lock").open("w") as turn:
            return not locks.lock(turn, locks.LOCK_EX | locks.LOCK_NB)

    def _serving(self) -> str:
        try:
            return (self.root / "current").read_text().strip()
        except OSError:
            return ""

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("w") as turn:
            locks.lock(turn, locks.LOCK_EX)
            yield
