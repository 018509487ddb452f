"""The bytes, on disk under their SHA-256 and written once.

The order is what keeps a letter safe: a temporary file in the same file system, fsync, rename to its name,
fsync of the folders, and only then the row. A crash leaves at worst a file without its row, which the next
attempt adopts, or a temporary file, which `store_tidy` removes.

Bytes leave only when no document has named them for an hour (`store_tidy`), the row first, then the file: who
stores the same bytes meanwhile marks the file as wanted, under the same lock.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from edm.files.kinds import HEAD_BYTES, mime_of
from edm.files.models import Blob

CHUNK = 1024 * 1024
STALE_SECONDS = 24 * 3600
UNWANTED_SECONDS = 3600
ROWLESS_SECONDS = 30 * 24 * 3600  # long, for a database put back from an older copy has lost rows too
SHA256 = re.compile(r"[0-9a-f]{64}")
LEAVING = "leaving-"  # before a hash: these bytes were being removed


class Readable(Protocol):
    """What bytes are read from: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Problem:
    """What `verify` found wrong: `what` is missing, changed, unreadable or unknown; `where` names the file."""

    what: str
    where: str


def store_root() -> Path:
    """The folder of the stored files."""
    return Path(settings.PARVIS_DATA) / "files"


def blob_store(*, data: bytes | None = None, stream: Readable | None = None, mime: str = "") -> Blob:
    """Keep these bytes for ever and return their row; the same bytes give the same row.

    `mime`: what they are, where that is known better than their first bytes tell.
    Outside any transaction: the row is committed when this returns (RuntimeError otherwise).
    """
    source = io.BytesIO(data) if data is not None else stream
    if source is None:
        raise ValueError("blob_store needs data or a stream")
    temporary, sha256, size, head = _spool(source)
    try:
        mime = mime or mime_of(head, temporary)
        blob = Blob(sha256=sha256, size=size, mime=mime)
        with _leaving_lock(fcntl.LOCK_SH):
            _settle(temporary, blob.path, size)
    finally:
        temporary.unlink(missing_ok=True)
    with transaction.atomic(durable=True):
        return Blob.objects.get_or_create(sha256=sha256, defaults={"size": size, "mime": mime})[0]


def _spool(source: Readable) -> tuple[Path, str, int, bytes]:
    folder = store_root() / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := source.read(CHUNK):
                head = head or chunk[:HEAD_BYTES]
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fchmod(target.fileno(), 0o440)
            os.fsync(target.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name), digest.hexdigest(), size, head


def _settle(temporary: Path, path: Path, size: int) -> None:
    with contextlib.suppress(OSError):
        if path.stat().st_size == size:
            os.utime(path)  # wanted again: not to be removed before a document names it
            return  # kept already; `verify` watches over its content
    _make_folders(path.parent)
    temporary.rename(path)
    _fsync_folder(path.parent)


def _make_folders(folder: Path) -> None:
    """Create the folder; each one created is made durable in its parent."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    _fsync_folder(folder.parent)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _leaving_lock(kind: int) -> Iterator[None]:
    """Shared by all who store, held alone by who removes; the kernel releases it when its process dies."""
    folder = Path(settings.PARVIS_DATA) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "files.lock").open("a") as file:
        fcntl.flock(file, kind)
        yield


def _unwanted_leave() -> int:
    """Remove the bytes that no document names any more; return how many."""
    (store_root() / "tmp").mkdir(parents=True, exist_ok=True)
    for mark in (store_root() / "tmp").glob(f"{LEAVING}*"):
        _leave(Blob(sha256=mark.name.removeprefix(LEAVING)))  # a crash stopped it half-way
    unnamed = set(Blob.objects.filter(documents=None).values_list("pk", flat=True))
    left = sum(_leave(Blob(sha256=sha256)) for sha256 in sorted(unnamed))
    return left + sum(_leave(Blob(sha256=sha256), ROWLESS_SECONDS) for sha256 in sorted(_without_row()))


def _without_row() -> set[str]:
    """What a crash left between the file and its row, and nobody sent again."""
    kept = {path.name for path in store_root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if _is_ours(path)}
    return kept - set(Blob.objects.values_list("pk", flat=True).iterator())


def _is_ours(path: Path) -> bool:
    return bool(SHA256.fullmatch(path.name)) and Blob(sha256=path.name).path == path


def _leave(blob: Blob, age: float = UNWANTED_SECONDS) -> bool:
    """Row, then file, unless the bytes were stored or wanted lately; a mark remembers what a crash interrupts."""
    mark = store_root() / "tmp" / f"{LEAVING}{blob.sha256}"
    with _leaving_lock(fcntl.LOCK_EX):
        with contextlib.suppress(FileNotFoundError):
            if blob.path.stat().st_mtime > time.time() - age:
                mark.unlink(missing_ok=True)
                return False
        mark.touch()
        try:
            Blob.objects.filter(pk=blob.sha256).delete()
        except ProtectedError:  # named after all
            mark.unlink()
            return False
        blob.path.unlink(missing_ok=True)
        mark.unlink()
    return True


def store_tidy() -> int:
    """Remove unwanted bytes, and temporary files that a crash left more than a day ago; return how many."""
    removed = _unwanted_leave()
    for path in (store_root() / "tmp").glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink()
                removed += 1
    return removed


def verify() -> Iterator[Problem]:
    """Hash every stored file again: what is missing, changed, or kept without a row."""
    known = set()
    for blob in Blob.objects.order_by("sha256").iterator():
        known.add(blob.sha256)
        try:
            with blob.path.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256
        except FileNotFoundError:
            yield Problem("missing", str(blob.path))
        except OSError:
            yield Problem("unreadable", str(blob.path))
        else:
            if not same or blob.path.stat().st_size != blob.size:
                yield Problem("changed", str(blob.path))
    temporary = store_root() / "tmp"
    for path in sorted(store_root().rglob("*")):
        if path.is_dir() or temporary in path.parents:
            continue
        # A letter may have arrived since the rows were read: ask again before saying that a file is unknown.
        if path.name not in known and not _has_row(path) and not _waits_for_row(path):
            yield Problem("unknown", str(path))


def _waits_for_row(path: Path) -> bool:
    """Whether a crash came between this file and its row: whole, adopted when it is sent again, else tidied away."""
    if not _is_ours(path):
        return False
    with contextlib.suppress(OSError), path.open("rb") as file:
        recent = os.fstat(file.fileno()).st_mtime > time.time() - ROWLESS_SECONDS
        return recent and hashlib.file_digest(file, "sha256").hexdigest() == path.name
    return False


def _has_row(path: Path) -> bool:
    blob = Blob.objects.filter(sha256=path.name).first()
    return blob is not None and blob.path == path
