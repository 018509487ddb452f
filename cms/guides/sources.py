"""Where the files come from: a folder, a zip, or the address of the State's latest zip."""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

MAX_FILE = 5 * 1024**2  # the largest sheet is near 200 KB
MAX_FILES = 50_000
MAX_ZIP = 300 * 1024**2
NAME = re.compile(r"[FNR]\d{1,7}\.xml", re.IGNORECASE)
TIMEOUT = (10, 60)  # seconds: to connect, between two pieces
CHUNK = 1024**2


class SourceUnusable(Exception):
    """Nothing can be read there at all; the message says why."""


def files(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """Each sheet's name and bytes, by name; None for a file above MAX_FILE. Other files are passed over.

    Raises SourceUnusable for what is neither a folder nor a zip, or holds no sheet.
    """
    if path.is_dir():
        yield from _of_folder(path)
    elif zipfile.is_zipfile(path):
        yield from _of_zip(path)
    else:
        raise SourceUnusable("neither a folder nor a zip")


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    found = sorted(path for path in folder.rglob("*") if NAME.fullmatch(path.name) and path.is_file())
    _check(len(found))
    for path in found:
        yield path.name, path.read_bytes() if path.stat().st_size <= MAX_FILE else None


def _of_zip(path: Path) -> Iterator[tuple[str, bytes | None]]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = sorted(
                (entry for entry in archive.infolist() if NAME.fullmatch(Path(entry.filename).name)),
                key=lambda entry: Path(entry.filename).name,
            )
            _check(len(found))
            for entry in found:
                yield Path(entry.filename).name, _entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceUnusable(f"the zip can't be read: {error}") from error


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """What the entry really holds counts, not the size it declares."""
    try:
        with archive.open(entry) as stream:
            data = stream.read(MAX_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return b""  # this entry is damaged: it is told as unreadable, the others are taken
    return data if len(data) <= MAX_FILE else None


def _check(number: int) -> None:
    if not number:
        raise SourceUnusable("no sheet in it (F….xml, N….xml, R….xml)")
    if number > MAX_FILES:
        raise SourceUnusable(f"more than {MAX_FILES} sheets")


@contextmanager
def downloaded(address: str) -> Iterator[Path]:
    """The zip at an address, in a temporary file. Raises SourceUnusable: no answer, an error, too heavy."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as kept:
        size = 0
        try:
            with requests.get(address, stream=True, timeout=TIMEOUT) as answer:
                answer.raise_for_status()
                for chunk in answer.iter_content(CHUNK):
                    size += kept.write(chunk)
                    if size > MAX_ZIP:
                        raise SourceUnusable(f"more than {MAX_ZIP // CHUNK} MB")
        except requests.RequestException as error:
            raise SourceUnusable(f"{address}: {error}") from error
        kept.flush()
        yield Path(kept.name)
