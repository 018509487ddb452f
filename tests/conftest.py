"""What every test may use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from cms.pages import cache as page_cache
from cms.pages import generation
from edm.delivery.addresses import own_addresses_forget
from edm.organisation.api import Town
from edm.search.backend import Backend
from edm.search.writing import backend
from tests.database import TOWNS, Databases, template_copy
from tests.factories import TownHall

# A machine with other work is slow: that says nothing of the code.
hypothesis_settings.register_profile("parvis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("parvis")


def pytest_configure(config: pytest.Config) -> None:
    """`--create-db` owes nothing to an earlier run: its processes share a template in a folder of the run's own."""
    if config.getoption("create_db") and "PARVIS_TEST_TEMPLATES" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="parvis-templates-")
        config.add_cleanup(folder.cleanup)
        os.environ["PARVIS_TEST_TEMPLATES"] = folder.name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite: each run, and each of its processes, works on its own copy of a migrated database file."""
    told = connections["default"].settings_dict
    if told["ENGINE"] == "django.db.backends.sqlite3":
        told["TEST"]["NAME"] = str(template_copy(tmp_path_factory.mktemp("database")))


@pytest.fixture(scope="session")
def databases(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Databases]:
    made = Databases()
    yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The database is chosen first of all: pytest-django begins the test's transaction in it."""
    for item in items:
        if isinstance(item, pytest.Function) and ("db" in item.fixturenames or item.get_closest_marker("django_db")):
            item.fixturenames.insert(0, "database")


@pytest.fixture
def database(
    request: pytest.FixtureRequest, databases: Databases, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[dict[str, Any]]:
    """The towns that the test asks for, in a database where there is nothing else."""
    towns = tuple(town for town in TOWNS if town in request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    with django_db_blocker.unblock():
        halls = databases.open_copy(towns) if commits else databases.open(towns)
    # What a process remembers of its database, which is now another one.
    cache.clear()
    page_cache._pages.clear()
    generation._parts.clear()
    own_addresses_forget()
    yield halls
    if commits:
        with django_db_blocker.unblock():
            databases.throw_away()


@pytest.fixture(autouse=True)
def language() -> None:
    """That of the towns, whatever a request before left behind."""
    translation.activate("fr")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Django empties the tables of a test that commits: what the database itself keeps from deletion must let it.

    PostgreSQL truncates, which no trigger of rows sees; SQLite deletes. The database is thrown away afterwards.
    """
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction") and connections["default"].vendor == "sqlite":
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS council_version_kept")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Each test keeps its files, its outbox and its drop folder to itself."""
    settings.PARVIS_DATA = tmp_path / "data"
    settings.PARVIS_DATA.mkdir()
    settings.MEDIA_ROOT = settings.PARVIS_DATA / "media"
    return settings.PARVIS_DATA


@pytest.fixture
def index(data_folder: Path, db: None) -> Iterator[Backend]:
    """The search engine, on an empty folder of the test's own."""
    engine = backend()
    before, engine.path = engine.path, str(data_folder / "index")
    yield engine
    engine.path = before


@pytest.fixture
def a(database: dict[str, Any], db: None) -> TownHall:
    """Town A: the default site, with two units, their people, a citizen."""
    return database["a"]


@pytest.fixture
def b(database: dict[str, Any], db: None) -> TownHall:
    """Town B, on its own host."""
    return database["b"]


@pytest.fixture
def site_a(database: dict[str, Any], db: None) -> Town:
    """Town A with its public site instead of its people: the default site."""
    return database["site_a"]


@pytest.fixture
def site_b(database: dict[str, Any], db: None) -> Town:
    """Town B with its public site, on its own host."""
    return database["site_b"]
