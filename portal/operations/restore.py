"""Putting a backup back: everything is unpacked beside what is there and checked, then names are exchanged.

A mark stands from before the first replacement until after the last: cut short in between, nothing starts on the
folder until a restore has ended. That one goes on with what the first had put aside, and loses none of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
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
    Cut short, it is simply run again.
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
        cut_before = running.interrupted_restore(data).exists()
        suffix = mark_set(data)
        if connection.vendor == "postgresql":
            try:
                databases.postgres_restore(staged[databases.POSTGRES])
            except databases.DatabaseRefusedError:
                if not cut_before:
                    mark_clear(data)
                raise
            targets.pop(databases.POSTGRES)
        kept = swap(targets, staged, suffix)
        # Made of what is no longer there: without it, the worker makes it again.
        tidy([data / "index"])
        mark_clear(data)
        return kept
    finally:
        tidy(staged.values())


def mark_set(data: Path) -> str:
    """Set the mark, on the disk for certain; the ending of the names under which this restore puts things aside."""
    mark = running.interrupted_restore(data)
    if not mark.exists() or not mark.read_text():
        mark.write_text(f".before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        sync(mark)
        sync(mark.parent)
    return mark.read_text()


def mark_clear(data: Path) -> None:
    mark = running.interrupted_restore(data)
    mark.unlink()
    sync(mark.parent)


def targets_of() -> dict[str, Path]:
    """Name in the backup → what it replaces."""
    name = databases.copy_name()
    if connection.vendor == "sqlite":
        return {name: databases.sqlite_path(), **roots()}
    return {name: Path(settings.PARVIS_DATA) / name, **roots()}


def check(source: Path, staged: dict[str, Path]) -> None:
    faults = list(unpack(source, staged))
    copy = staged[databases.copy_name()]
    if not copy.exists():
        faults.append(f"{source}: it holds no database of the kind that DATABASE_URL names")
    if faults:
        raise RestoreRefusedError(faults)
    try:
        databases.database_check(copy)
    except databases.DatabaseRefusedError as error:
        raise RestoreRefusedError([str(error)]) from error


def swap(targets: dict[str, Path], staged: dict[str, Path], suffix: str) -> list[Path]:
    """Exchange names; what was there before gets this ending."""
    kept = []
    for name, place in targets.items():
        aside = place.with_name(place.name + suffix)
        # The journals first: once the database lies aside, whatever has its name is of a restore cut short.
        endings = ("-wal", "-shm", "") if name == databases.SQLITE else ("",)
        if aside.exists():
            tidy(place.with_name(place.name + ending) for ending in endings)
        for ending in endings:
            old = place.with_name(place.name + ending)
            if old.exists():
                old.rename(aside.with_name(aside.name + ending))
        kept += [path for ending in endings if (path := aside.with_name(aside.name + ending)).exists()]
        if staged[name].exists():
            staged[name].rename(place)
        sync(place.parent)
    return kept


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
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
