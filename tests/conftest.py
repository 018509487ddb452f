"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections

from edm.search.tantivy import TantivyBackend
from edm.search.writing import backend
from tests.database import template_copy
from tests.factories import TownHall, town_hall


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite: each run, and each of its processes, works on its own copy of a migrated database file."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(template_copy(tmp_path_factory.mktemp("database")))


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Each test keeps its files, its outbox and its drop folder to itself."""
    settings.PARVIS_DATA = tmp_path / "data"
    settings.PARVIS_DATA.mkdir()
    settings.MEDIA_ROOT = settings.PARVIS_DATA / "media"
    return settings.PARVIS_DATA


@pytest.fixture
def index(data_folder: Path, db: None) -> Iterator[TantivyBackend]:
    """The search engine, on an empty folder of the test's own."""
    engine = backend()
    before, engine.path = engine.path, str(data_folder / "index")
    yield engine
    engine.path = before


@pytest.fixture
def a(db: None) -> TownHall:
    """Town A: the default site, with two units, their people, a citizen."""
    return town_hall("Alpha", "35001", hostname="alpha.example", is_default=True)


@pytest.fixture
def b(db: None) -> TownHall:
    """Town B, on its own host."""
    return town_hall("Bravo", "35002", hostname="bravo.example")
