"""The disk side of a drop folder: which files are whole, and how one leaves for `processed/` without overwriting."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

PROCESSED = "processed"
QUIET_SECONDS = 1.5  # a file that has not changed for so long is whole…
PATIENCE_SECONDS = 20  # …unless it looks cut: then it is given so long
TAIL_BYTES = 4096
TEMPORARY = (".part", ".tmp", ".temp", ".filepart", ".crdownload", ".partial", ".swp", "~")
# The first bytes of a kind of file, and what stands near its end when it is whole.
ENDINGS = ((b"%PDF-", b"%%EOF"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"\x89PNG", b"IEND"))


class StillWritten(Exception):
    """The file changed while it was read: it is looked at again later."""


@dataclass(frozen=True)
class Arrival:
    """A file of a drop folder as it stood at one moment."""

    path: Path
    inode: int
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """The file's name as text; names that are no UTF-8 come from old Windows machines."""
        raw = os.fsencode(self.path.name)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")


@dataclass
class Watch:
    """What the last looks at the folders saw, so that a file still growing is told from one that rests."""

    seen: dict[Path, tuple[Arrival, float]] = field(default_factory=dict)

    def rested(self, arrivals: list[Arrival]) -> Iterator[Arrival]:
        """Those of the arrivals that have not changed for a while and that nobody writes."""
        now = time.monotonic()
        before, self.seen = self.seen, {}
        for arrival in arrivals:
            known, since = before.get(arrival.path, (None, now))
            self.seen[arrival.path] = (arrival, since if known == arrival else now)
        for arrival in arrivals:
            quiet = now - self.seen[arrival.path][1]
            if quiet >= QUIET_SECONDS and looks_whole(arrival, patient=quiet < PATIENCE_SECONDS):
                yield arrival


def arrivals(folder: Path) -> list[Arrival]:
    """The files that stand in the folder, oldest first: no hidden or temporary one, no link, no sub-folder."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(TEMPORARY):
                continue
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    found.append(Arrival(folder / entry.name, status.st_ino, status.st_size, status.st_mtime_ns))
    return sorted(found, key=lambda arrival: (arrival.mtime_ns, arrival.path.name))


def looks_whole(arrival: Arrival, *, patient: bool = True) -> bool:
    """Whether nobody on this machine has the file open for writing and, while `patient`, it ends as its kind does."""
    try:
        with open_arrival(arrival) as file:
            if _open_for_writing(file.fileno()):
                return False  # however long that lasts: a scanner may rest between two pages
            if not patient:
                return True
            head = file.read(8)
            file.seek(max(0, arrival.size - TAIL_BYTES))
            tail = file.read()
    except StillWritten:
        return False
    except OSError:
        return True  # it cannot be read: whoever takes it says so
    return bool(arrival.size) and all(ending in tail for start, ending in ENDINGS if head.startswith(start))


def _open_for_writing(handle: int) -> bool:
    try:
        # The kernel grants a read lease only where nobody has the file open for writing. Should somebody open it
        # in the instant we hold one, we are told by a signal that is ignored by default, not by a deadly one.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN  # else another's file, or a file system without leases
    return False


@contextlib.contextmanager
def open_arrival(arrival: Arrival) -> Iterator[BinaryIO]:
    """The very file that was seen, opened without following a link. StillWritten if it is another by now."""
    try:
        handle = os.open(arrival.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise StillWritten(arrival.name) from error  # renamed by its writer, or taken back
    with os.fdopen(handle, "rb") as file:
        check_unchanged(arrival, file)
        yield file


def check_unchanged(arrival: Arrival, file: BinaryIO) -> None:
    """Raises StillWritten when the open file is not as it was seen."""
    status = os.fstat(file.fileno())
    if (status.st_ino, status.st_size, status.st_mtime_ns) != (arrival.inode, arrival.size, arrival.mtime_ns):
        raise StillWritten(arrival.name)


@dataclass
class SteadyReader:
    """Reads a file to its end, and only then, if it changed meanwhile, raises StillWritten."""

    arrival: Arrival
    file: BinaryIO

    def read(self, size: int, /) -> bytes:
        if not (data := self.file.read(size)):
            check_unchanged(self.arrival, self.file)
        return data


def settle(path: Path) -> Path:
    """Move the file to `processed/` beside it, under a name nothing has yet, and make that durable."""
    folder = path.parent / PROCESSED
    folder.mkdir(exist_ok=True)
    for target in _names(folder, path.name):
        try:
            _move(path, target)
        except FileExistsError:
            # A crash between the two steps of a move leaves the same file under both names.
            if not path.samefile(target):
                continue
            path.unlink()
        for changed in (folder, path.parent):
            _fsync(changed)
        return target
    raise AssertionError("names never end")


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, extension = os.path.splitext(name)  # noqa: PTH122
    number = 2
    while True:
        suffix = f"-{number}{extension}"
        # A name may have 255 bytes at most, whatever its characters.
        kept = os.fsdecode(os.fsencode(stem)[: 255 - len(os.fsencode(suffix))])
        yield folder / f"{kept}{suffix}"
        number += 1


def _move(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS):
            raise
        # No hard links here (a USB key, another's file): reserve the name, then put the file in its place.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        path.replace(target)
    else:
        path.unlink()


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
