"""Two installations compared: every row of every table, every file by its hash."""

from __future__ import annotations

import hashlib
from collections import Counter

from tests.trials.installation import Installation

# Work that the next look at the index will do, and what SQLite counts for itself: no part of what a town holds.
LEFT_OUT = ("edm_search_indexchange", "sqlite_")
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}


def rows(town: Installation) -> dict[str, Counter[str]]:
    """Each table's rows, as they are now."""
    vendor = "postgresql" if "DATABASE_URL" in town.environment else "sqlite"
    names = [name for (name,) in town.query(TABLES[vendor]) if not name.startswith(LEFT_OUT)]
    return {name: Counter(map(repr, town.query(f'SELECT * FROM "{name}"'))) for name in names}


def files(town: Installation) -> dict[str, str]:
    """Each file of the store and of the pictures, by name, with the hash of what it holds now."""
    places = [*(town.data / "files").glob("??/??/*"), *(town.data / "media").rglob("*")]
    return {
        str(path.relative_to(town.data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in places
        if path.is_file()
    }


def differences(one: Installation, other: Installation) -> list[str]:
    """What the two don't share, a sentence each."""
    found, mine, theirs = [], rows(one), rows(other)
    for table in sorted(mine.keys() | theirs.keys()):
        left, right = mine.get(table, Counter()), theirs.get(table, Counter())
        found += [f"{table}: {row} of the first alone" for row in left - right]
        found += [f"{table}: {row} of the second alone" for row in right - left]
    for name, sha256 in sorted(files(one).items() ^ files(other).items()):
        found.append(f"{name}: {sha256} in one alone")
    return found
