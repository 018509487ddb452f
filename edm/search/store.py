"""The index on disk, whichever the engine: opened once per process, written by one at a time, replaced at once.

PATH/current            the name of the folder that serves, replaced by a rename
PATH/index-…/           an index; `schema` tells for which engine, fields and words it was made,
                        `seal` how long its files were, and of when, as the last writer left them
PATH/writer.lock        held while writing: Tantivy's own lock does not wait, 100 writers of 100 failed
PATH/rebuild.lock       held while a new index is being filled
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, TextIO

from django.core.files import locks

# Raise it when french.indexed or the terms of an audience change: every index is then made again.
ANALYSIS = 2
WANTS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)  # of the process or the machine
ROOM = 64_000_000  # bytes; with less the disk is full, whatever an engine says
_stores: dict[tuple[int, str, str], Store] = {}
_stores_lock = threading.Lock()
log = logging.getLogger(__name__)


class IndexMissing(Exception):
    """No index serves: absent, damaged, or made for other fields. The worker makes it again."""


class Writer(Protocol):
    """What is written is found after `commit`; several may follow one another."""

    def add(self, data: dict[str, Any]) -> None:
        """Put a prepared object in place of what the index had of it."""

    def drop(self, field: str, value: str) -> None:
        """Drop all that has this exact value."""

    def clear(self) -> None: ...

    def commit(self) -> None: ...

    def close(self, *, kept: bool) -> None:
        """Give back what the writer holds; `kept` if all went well."""


class Opened(Protocol):
    """An index that a process reads."""

    def latest(self) -> Any:
        """What searches, as of the last commit of whatever process."""


class Files(Protocol):
    """What an engine does with the files of an index."""

    fingerprint: str  # changes whenever an index made before can no longer be read as it should
    searches_at_once: bool  # several threads may search what `latest` gives

    def open(self, folder: Path) -> Opened: ...

    def create(self, folder: Path) -> None:
        """An index without a document, in an empty folder."""

    def writer(self, folder: Path) -> Writer:
        """In one's turn, with nothing kept from an earlier writing."""

    def lasts(self, name: str) -> bool:
        """Whether a file of that name is never written again once it is complete."""


def fingerprint(distribution: str, kinds: Mapping[str, str]) -> str:
    """Of an index made by this version of a library, for fields by kind and words as `french` makes them now."""
    told = f"{distribution} {version(distribution)} {ANALYSIS} {sorted(kinds.items())}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def shared(path: str, files: Files) -> Store:
    """The store of a path in this process; Haystack makes one backend per thread, they share it."""
    key = (os.getpid(), path, files.fingerprint)
    with _stores_lock:
        if key not in _stores:
            _stores[key] = Store(Path(path), files)
        return _stores[key]


class Store:
    def __init__(self, root: Path, files: Files) -> None:
        self.root = root
        self.files = files
        self._lock = threading.RLock()
        self._folder: Path | None = None
        self._opened: Opened | None = None
        self._sealed: tuple[tuple[str, int], dict[str, list[int]]] = (("", 0), {})

    # -- Reading
    def current(self) -> Path:
        """The folder that serves."""
        try:
            folder = self.root / (self.root / "current").read_text().strip()
            if (folder / "schema").read_text() != self.files.fingerprint:
                raise IndexMissing(f"{folder} was made for other fields")
            whole = self._is_whole(folder)
        except (OSError, ValueError) as error:
            raise IndexMissing(str(error)) from error
        if not whole:
            self.condemn(folder)
            raise IndexMissing(f"{folder}: files are not as they were written")
        return folder

    @contextmanager
    def searcher(self) -> Iterator[Any]:
        """What was committed last, by whatever process: a few small files are looked at, no thread watches."""
        folder = self.current()
        with self.guard(folder):
            with self._lock:
                if self._opened is None or folder != self._folder:
                    self._opened, self._folder = self.files.open(folder), folder
                searcher = self._opened.latest()
            with nullcontext() if self.files.searches_at_once else self._lock:
                yield searcher

    @contextmanager
    def guard(self, folder: Path, *, writing: bool = False) -> Iterator[None]:
        """What fails inside is the index itself: it serves no more. A query always compiles."""
        try:
            yield
        except BaseException as error:
            if isinstance(error, IndexMissing) or not _is_damage(error) or (writing and self._is_full(error)):
                raise
            log.exception("the index %s is damaged", folder)
            self.condemn(folder)
            raise IndexMissing(f"{folder}: {error}") from error

    def _is_full(self, error: BaseException) -> bool:
        """Whether the disk is what failed; Tantivy's own threads do not say. A new index would find no room either."""
        return getattr(error, "errno", 0) == errno.ENOSPC or shutil.disk_usage(self.root).free < ROOM

    def condemn(self, folder: Path) -> None:
        """A damaged index serves no more: the worker sees that none does, and makes another."""
        (folder / "schema").unlink(missing_ok=True)
        with self._lock:
            self._opened = None

    # -- Writing
    @contextmanager
    def turn(self) -> Iterator[None]:
        """One writer at a time, over all processes; the others wait."""
        with self._locked("writer.lock"):
            yield

    @contextmanager
    def writer(self, folder: Path) -> Iterator[Writer]:
        """A writer to commit with, within one's turn."""
        with self.guard(folder, writing=True):
            writer = self.files.writer(folder)
        kept = False
        try:
            yield writer
            with self.guard(folder, writing=True):
                writer.commit()
            kept = True
        finally:
            with self.guard(folder, writing=True):
                writer.close(kept=kept)
        self._seal(folder)

    def _seal(self, folder: Path) -> None:
        """Note how each lasting file is, once it is on the disk: what is cut short or touched later is told by it.

        Without it a search would read what is there: a process dies (SIGBUS) at the end of a file cut short.
        """
        before, sealed = self._seal_of(folder), {}
        for path in folder.iterdir():
            if self.files.lasts(path.name):
                stat = path.stat()
                sealed[path.name] = [stat.st_size, stat.st_mtime_ns]
                if path.name not in before:
                    _to_disk(path)
        (folder / "seal.new").write_text(json.dumps(sealed))
        (folder / "seal.new").replace(folder / "seal")

    def _seal_of(self, folder: Path) -> dict[str, list[int]]:
        try:
            stamp = (str(folder), (folder / "seal").stat().st_mtime_ns)
            if self._sealed[0] != stamp:
                self._sealed = (stamp, json.loads((folder / "seal").read_text()))
        except FileNotFoundError:
            return {}
        return self._sealed[1]

    def _is_whole(self, folder: Path) -> bool:
        """None that is sealed is otherwise now; one may be gone, replaced by a writer killed before it sealed."""
        for name, sealed in self._seal_of(folder).items():
            try:
                stat = os.stat(f"{folder}/{name}")  # noqa: PTH116 # every search does it for fifty files
            except FileNotFoundError:
                continue
            if [stat.st_size, stat.st_mtime_ns] != sealed:
                return False
        return True

    # -- Replacing
    @contextmanager
    def rebuilding(self) -> Iterator[Path]:
        """A folder to fill; serves nothing until `swap`. What a crash left is swept."""
        with self._locked("rebuild.lock"):
            self._sweep()
            folder = self.root / _new_name()
            folder.mkdir()
            try:
                self.files.create(folder)
                yield folder
            finally:
                if folder.name != self._serving():
                    shutil.rmtree(folder, ignore_errors=True)

    def swap(self, folder: Path) -> None:
        """From now on `folder` serves; within one's turn. Readers keep the files they have open."""
        (folder / "schema").write_text(self.files.fingerprint)
        pointer = self.root / "current.new"
        pointer.write_text(folder.name)
        _to_disk(pointer)
        pointer.replace(self.root / "current")
        self._sweep()

    def is_rebuilding(self) -> bool:
        with self._locked("rebuild.lock", wait=False) as taken:
            return not taken

    def sweep(self) -> bool:
        """Remove what a killed rebuild left; False while one is at work."""
        with self._locked("rebuild.lock", wait=False) as taken:
            if taken:
                self._sweep()
        return taken

    def _sweep(self) -> None:
        serving = self._serving()
        for old in self.root.glob("index-*"):
            if old.name != serving:
                shutil.rmtree(old, ignore_errors=True)

    def _serving(self) -> str:
        try:
            return (self.root / "current").read_text().strip()
        except (OSError, ValueError):
            return ""

    @contextmanager
    def _locked(self, name: str, *, wait: bool = True) -> Iterator[bool]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("w") as turn:
            yield _take(turn, wait=wait)


def _take(turn: TextIO, *, wait: bool) -> bool:
    return bool(locks.lock(turn, locks.LOCK_EX if wait else locks.LOCK_EX | locks.LOCK_NB))


def _is_damage(error: BaseException) -> bool:
    """Want of memory or of open files is none. Tantivy's panic is no Exception, and has no class to import."""
    if isinstance(error, MemoryError) or getattr(error, "errno", 0) in WANTS:
        return False
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _new_name() -> str:
    """A folder for a new index; names sort by age."""
    return datetime.now(UTC).strftime("index-%Y%m%dT%H%M%S-%f")
