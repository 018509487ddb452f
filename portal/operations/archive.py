"""The file of a backup: a tar whose last member, manifest.json, has the SHA-256 and the size of every other one."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


class _HashingReader:
    """A file that is hashed while tar reads it, and stops where tar was told that it ends."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        return data


@dataclass
class Writer:
    """Adds files one by one, then the manifest."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, path: Path, name: str) -> None:
        with path.open("rb") as stream:
            info = tarfile.TarInfo(name)
            status = path.stat()
            info.size, info.mtime, info.mode = status.st_size, status.st_mtime, 0o600
            reader = _HashingReader(stream)
            self.tar.addfile(info, reader)
        self.members[name] = {"sha256": reader.digest.hexdigest(), "size": info.size}

    def close(self, **about: object) -> None:
        text = json.dumps({"format": FORMAT, **about, "members": self.members}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self.tar.addfile(info, io.BytesIO(text))


def is_safe(name: str) -> bool:
    """Whether a member's name stays in the folder where it is unpacked."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and name not in {"", "."}


def unpack(source: Path, target_of: dict[str, Path]) -> Iterator[str]:
    """Write every member under the target of its first path part, and yield each fault found on the way.

    No fault: every member is there with the bytes that the manifest says, and nothing else is.
    """
    found: dict[str, str] = {}
    manifest: dict[str, object] = {}
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                name = member.name
                stream = tar.extractfile(member) if member.isfile() else None
                if stream is None or not is_safe(name):
                    yield f"{name}: not a file that a backup holds"
                elif name == MANIFEST:
                    manifest = json.load(stream)
                elif (root := target_of.get(PurePosixPath(name).parts[0])) is None:
                    yield f"{name}: not known to this version"
                else:
                    found[name] = _write(stream, root.joinpath(*PurePosixPath(name).parts[1:]))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        yield f"{source}: damaged: {error}"
        return
    if manifest.get("format") != FORMAT:
        yield f"{source}: no {MANIFEST} of format {FORMAT}: cut short, or not a backup"
        return
    yield from _compare(found, manifest)


def _write(stream: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as written:
        while data := stream.read(CHUNK):
            digest.update(data)
            written.write(data)
    return digest.hexdigest()


def _compare(found: dict[str, str], manifest: dict[str, object]) -> Iterator[str]:
    members = manifest["members"]
    if not isinstance(members, dict):
        yield f"{MANIFEST}: without members"
        return
    for name in sorted(members.keys() | found.keys()):
        if name not in found:
            yield f"{name}: missing"
        elif name not in members:
            yield f"{name}: not in the manifest"
        elif found[name] != members[name]["sha256"]:
            yield f"{name}: changed since the backup (its SHA-256 is another)"
