"""Those who send at once take turns, in the order they came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_turn = threading.Lock()


@contextmanager
def write_turn() -> Iterator[None]:
    """Hold the process's turn to write, around a whole transaction; nothing where the database queues by itself.

    SQLite has one writer, and who finds it busy sleeps up to 100 ms between two looks: of eight clients at once,
    one could wait for seconds while others passed (docs/decisions/0080).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield
