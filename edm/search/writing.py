"""The one writer: what was queued goes to the index in batches; the whole index is made again when it must."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from haystack import connections

from .backend import Backend
from .indexes import TownIndex
from .models import IndexChange
from .queue import indexes
from .store import IndexMissing

BATCH = 500  # changes under one commit of the index
SLICE = 200  # objects in memory at once
COMMIT_EVERY = 10_000  # objects, while everything is indexed again
log = logging.getLogger(__name__)


def backend() -> Backend:
    found: Backend = connections["default"].get_backend()
    return found


def identifier(index: TownIndex, pk: Any) -> str:
    """What an object is called in the index, without the object."""
    return f"{index.get_model()._meta.label_lower}.{pk}"


def index_due() -> int:
    """Write what is queued, at most one batch; how many changes. Makes the index anew when none serves."""
    engine = backend()
    try:
        with engine.store.turn():
            return _write_batch(engine, engine.store.current())
    except IndexMissing as error:
        if engine.store.is_rebuilding():
            return 0
        if isinstance(error.__cause__, FileNotFoundError):  # a new installation's first minute is no fault
            log.info("there is no index yet: making it")
        else:
            log.warning("no sound index serves (%s): making it again", error)
        return rebuild()


def _write_batch(engine: Backend, folder: Path) -> int:
    changes = list(IndexChange.objects.filter(applied=False).values_list("pk", "content_type_id", "object_id")[:BATCH])
    if not changes:
        if engine.store.sweep():
            IndexChange.objects.filter(applied=True).delete()  # left by a rebuild that was killed
        return 0
    by_type: dict[int, set[str]] = defaultdict(set)
    for _, type_id, object_id in changes:
        by_type[type_id].add(object_id)
    with engine.batch(folder):
        for index, pks in _expanded(by_type):
            _write_objects(engine, index, pks)
    done = IndexChange.objects.filter(pk__in=[pk for pk, _, _ in changes])
    # Looked at after the commit, in our turn: a rebuild that starts later reads what the database holds by then.
    if engine.store.is_rebuilding():
        done.update(applied=True)
    else:
        done.delete()
    return len(changes)


def _expanded(by_type: dict[int, set[str]]) -> Iterator[tuple[TownIndex, list[str]]]:
    """The objects to index of each index: those that changed, and those that changed ones lead to."""
    labels = {f"{ct.app_label}.{ct.model}": ids for ct, ids in _typed(by_type)}
    for index in indexes():
        pks = set(labels.get(index.get_model()._meta.label_lower, ()))
        for label in index.related:
            if ids := labels.get(label):
                pks |= {str(pk) for pk in index.related_ids(label, ids)}
        if pks:
            yield index, sorted(pks)


def _typed(by_type: dict[int, set[str]]) -> Iterator[tuple[ContentType, set[str]]]:
    for type_id, ids in by_type.items():
        yield ContentType.objects.get_for_id(type_id), ids


def _write_objects(engine: Backend, index: TownIndex, pks: list[str]) -> None:
    """Put what may be found, drop what is gone or may no longer be."""
    for start in range(0, len(pks), SLICE):
        part = pks[start : start + SLICE]
        gone = set(part)
        for obj in index.load(index.index_queryset().filter(pk__in=part)):
            engine.add(index.full_prepare(obj))
            gone.discard(str(obj.pk))
        for pk in gone:
            engine.drop(identifier(index, pk))


def rebuild() -> int:
    """Index everything in a new folder while the old one serves, then swap; how many objects.

    What is changed meanwhile is kept in the queue and written again after the swap.
    """
    engine, count = backend(), 0
    with engine.store.rebuilding() as folder:
        with engine.batch(folder):
            for data in _prepared():
                engine.add(data)
                count += 1
                if count % COMMIT_EVERY == 0:
                    engine.commit()
        with engine.store.turn():
            # In this order: a crash between the two writes again what the old index has already.
            IndexChange.objects.filter(applied=True).update(applied=False)
            engine.store.swap(folder)
    return count


def _prepared() -> Iterator[dict[str, Any]]:
    for index in indexes():
        for objects in _slices(index):
            for obj in objects:
                yield index.full_prepare(obj)


def _slices(index: TownIndex) -> Iterator[Iterable[Any]]:
    """Everything of an index by the key, a slice at a time: memory is bounded, no cursor stays open."""
    queryset, last = index.index_queryset().order_by("pk"), None
    while True:
        part = queryset.filter(pk__gt=last) if last is not None else queryset
        found = list(index.load(part[:SLICE]))
        if not found:
            return
        yield found
        last = found[-1].pk


def verify() -> Iterator[str]:
    """What the index and the database don't agree on, one line each; what is still queued is no fault."""
    try:
        faults = _faults()
        # Read twice: what is written between the look at the one and at the other only seems to be a fault.
        yield from sorted(faults & _faults()) if faults else ()
    except IndexMissing as error:
        yield f"index: none serves ({error})"


def _faults() -> set[str]:
    held = backend().identifiers()
    expected = {
        identifier(index, pk) for index in indexes() for pk in index.index_queryset().values_list("pk", flat=True)
    }
    by_type: dict[int, set[str]] = defaultdict(set)
    for type_id, object_id in IndexChange.objects.values_list("content_type_id", "object_id").iterator():
        by_type[type_id].add(object_id)
    queued = {identifier(index, pk) for index, pks in _expanded(by_type) for pk in pks}
    return {f"index: {name} is missing" for name in expected - held - queued} | {
        f"index: {name} is no longer in the database" for name in held - expected - queued
    }
