"""Putting a backup back: everything is unpacked beside what is there and checked, then names are exchanged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from portal.operations import databases, running
from portal.operations.archive import unpack
from portal.operations.backup import roots


class RestoreRefusedError(Exception):
    """Nothing was replaced; `faults` says why, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def restore(*, source: Path) -> list[Path]:
    """Replace the town's data by the backup's; what was there before is kept under the names returned.

    Raises RestoreRefusedError before anything is replaced when services run or when the backup has a fault.
    """
    data = Path(settings.PARVIS_DATA)
    if names := running.services_running(data):
        raise RestoreRefusedError([f"{', '.join(names)} still running: stop it first"])
    targets = targets_of()
    staged = {name: place.with_name(f".{place.name}.restoring") for name, place in targets.items()}
    tidy(staged.values())
    try:
        check(source, staged)
        connections.close_all()
        if connection.vendor == "postgresql":
            databases.postgres_restore(staged.pop(databases.POSTGRES))
            targets.pop(databases.POSTGRES)
        return swap(targets, staged)
    finally:
        tidy(staged.values())


def targets_of() -> dict[str, Path]:
    """Name in the backup → what it replaces."""
    name = databases.copy_name()
    if connection.vendor == "sqlite":
        return {name: databases.sqlite_path(), **roots()}
    return {name: Path(settings.PARVIS_DATA) / name, **roots()}


def check(source: Path, staged: dict[str, Path]) -> None:
    if faults := list(unpack(source, staged)):
        raise RestoreRefusedError(faults)
    copy = staged[databases.copy_name()]
    if not copy.exists():
        raise RestoreRefusedError([f"{source}: its database is not of the kind that DATABASE_URL names"])
    try:
        databases.database_check(copy)
    except databases.DatabaseRefusedError as error:
        raise RestoreRefusedError([str(error)]) from error


def swap(targets: dict[str, Path], staged: dict[str, Path]) -> list[Path]:
    """Exchange names. Cut short, it leaves a mark on which nothing starts until a restore has ended."""
    mark = running.interrupted_restore(Path(settings.PARVIS_DATA))
    mark.touch()
    sync(mark.parent)
    suffix = f".before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    kept = []
    for name, place in targets.items():
        for old in (place, *journals(name, place)):
            if old.exists():
                moved = old.with_name(old.name + suffix)
                old.rename(moved)
                kept.append(moved)
        if staged[name].exists():
            staged[name].rename(place)
        sync(place.parent)
    mark.unlink()
    return kept


def journals(name: str, place: Path) -> Iterator[Path]:
    """What SQLite keeps beside its file, and would apply to another one of the same name."""
    if name == databases.SQLITE:
        yield from (place.with_name(place.name + ending) for ending in ("-wal", "-shm"))


def sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tidy(places: Iterable[Path]) -> None:
    """Remove what a restore, this one or one cut short, has unpacked."""
    for place in places:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
