"""Everything that is asked of the index is asked of each engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from haystack import connections

from edm.search.backend import Backend
from edm.search.engines import ENGINES
from edm.search.writing import backend


@contextmanager
def serving(engine: str, path: Path) -> Iterator[Backend]:
    """The search served by this engine, with its index at `path`."""
    before = connections.connections_info
    connections.connections_info = {"default": before["default"] | {"ENGINE": ENGINES[engine]}}
    connections.reload("default")
    found = backend()
    found.path = str(path)
    try:
        yield found
    finally:
        connections.connections_info = before
        connections.reload("default")


@pytest.fixture(params=list(ENGINES))
def index(request: pytest.FixtureRequest, data_folder: Path, db: None) -> Iterator[Backend]:
    with serving(request.param, data_folder / "index") as engine:
        yield engine
