"""What the disk and SQLite do without us: for the reader of the other figures."""

from __future__ import annotations

import os
import sqlite3
import statistics
import threading
import time
from pathlib import Path

THREADS = 8
EACH = 250


def raw_per_second(folder: Path) -> float:
    """Commits of one row a second by THREADS threads of the sqlite3 module, each with its connection."""
    path = folder / "raw.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)")

    def work() -> None:
        connection = sqlite3.connect(path, timeout=20, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        for _commit in range(EACH):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO row (text) VALUES (?)", ("x" * 200,))
            connection.execute("COMMIT")
        connection.close()

    threads = [threading.Thread(target=work) for _thread in range(THREADS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return THREADS * EACH / (time.monotonic() - start)


def fsync_ms(folder: Path) -> float:
    """Median milliseconds to write 4 KB and have them on the disk."""
    spent = []
    with (folder / "fsync").open("wb") as file:
        for _write in range(200):
            start = time.monotonic()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            spent.append((time.monotonic() - start) * 1000)
    return statistics.median(spent)
