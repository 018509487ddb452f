"""An index of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edm.search.tantivy import TantivyBackend
from edm.search.writing import backend


@pytest.fixture
def index(data_folder: Path, db: None) -> Iterator[TantivyBackend]:
    """The engine, on an empty folder; the database has nothing queued."""
    engine = backend()
    before, engine.path = engine.path, str(data_folder / "index")
    yield engine
    engine.path = before
