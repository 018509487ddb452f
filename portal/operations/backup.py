"""Making a backup: the database first, then the files, which are written before their rows and never change."""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from portal.operations import databases
from portal.operations.archive import Writer


def roots() -> dict[str, Path]:
    """Name in the backup → where it lies; the index is not kept, it is made again."""
    data = Path(settings.PARVIS_DATA)
    return {
        "files": data / "files",
        "media": Path(settings.MEDIA_ROOT),
        "intake": data / "intake",
        "secret_key": data / "secret_key",
        "demo_password": data / "demo_password",
    }


def backup_create(*, target: Path) -> int:
    """Write the backup, complete or not at all; the number of its members. Works while the town is served."""
    with (
        tempfile.TemporaryDirectory(dir=settings.PARVIS_DATA, prefix="backup-") as folder,
        tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as written,
    ):
        try:
            copy = Path(folder) / databases.copy_name()
            databases.database_copy(copy)
            with tarfile.open(fileobj=written, mode="w") as tar:
                writer = Writer(tar)
                writer.add(copy, copy.name)
                for path, name in members():
                    try:
                        writer.add(path, name)
                    except FileNotFoundError:
                        continue  # taken away meanwhile: a letter registered, a picture deleted
                writer.close(made_at=datetime.now(UTC).isoformat(), database=copy.name)
            written.flush()
            os.fsync(written.fileno())
            Path(written.name).replace(target)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise
    return len(writer.members)


def members() -> Iterator[tuple[Path, str]]:
    """Each file to keep with its name in the backup."""
    for root, place in roots().items():
        if place.is_file():
            yield place, root
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and not path.is_symlink() and is_kept(root, path.relative_to(place)):
                yield path, f"{root}/{path.relative_to(place).as_posix()}"


def is_kept(root: str, path: Path) -> bool:
    """Letters already registered lie in the store: of the drop folders, only what still waits is kept."""
    if root == "intake":
        return "processed" not in path.parts
    return not (root == "files" and path.parts[0] == "tmp")
