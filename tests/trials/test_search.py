"""Each search engine killed over and over, as it writes and as it is made again, and on a full disk."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edm.search.backend import Backend
from edm.search.engines import ENGINES
from tests.edm.search.conftest import serving
from tests.edm.search.killing import BATCH, document, kill_rebuilds, kill_writers
from tests.trials.clients import Filer
from tests.trials.installation import ROOT, Installation, installation, until
from tests.trials.test_full_disk import as_root, fill, small_disk
from tests.trials.test_kills import kill_them

pytestmark = [pytest.mark.trial, pytest.mark.server]
VICTIMS = ("worker", "worker", "rebuild", "worker", "rebuild", "rebuild")


@pytest.fixture(params=list(ENGINES))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    with serving(request.param, tmp_path / "index") as index:
        with index.store.rebuilding() as folder, index.batch(folder), index.store.turn():
            index.store.swap(folder)
        yield index


def test_fifty_killed_writers_lose_nothing(empty, capsys):
    safe = kill_writers(empty, times=50, longest=1)
    assert safe
    with empty.store.turn(), empty.batch(empty.store.current()):
        empty.add(document(safe))
    left = len(list(empty.store.current().iterdir()))
    assert left < 150  # what killed writers left is cleared away by the next one
    with capsys.disabled():
        print(f"\n{type(empty).__name__}: {safe} documents acknowledged, all found; {left} files")  # noqa: T201


def test_fifty_killed_rebuilds_leave_an_index_that_serves(empty, capsys):
    count = 60 * BATCH
    write(empty, count)
    done = kill_rebuilds(empty, count, times=50, longest=1.5)
    with capsys.disabled():
        print(f"\n{type(empty).__name__}: {done} of 50 killed rebuilds had been complete before")  # noqa: T201


@as_root
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's files that found no room
def test_what_finds_the_disk_full_is_written_when_there_is_room(empty, tmp_path):
    with small_disk(tmp_path / "disk", "3m"):
        empty.path = str(tmp_path / "disk" / "index")
        with empty.store.rebuilding() as folder, empty.batch(folder), empty.store.turn():
            empty.store.swap(folder)
        write(empty, 1)
        fill(tmp_path / "disk" / "filling")
        serving_folder = empty.store.current()
        for _try in range(5):
            with pytest.raises((OSError, ValueError), match=r"No space|os error 28|io::Error"):
                write(empty, 200)
        assert empty.store.current() == serving_folder
        assert empty.identifiers() == {"edm_register.mailitem.0"}
        (tmp_path / "disk" / "filling").unlink()
        write(empty, 200)
        assert len(empty.identifiers()) == 200


@pytest.mark.parametrize("engine", ENGINES)
def test_killed_workers_and_rebuilds_of_a_town_that_serves(tmp_path, engine):
    with installation(tmp_path / "town") as town:
        town.environment["PARVIS_SEARCH"] = engine
        town.prepare()
        town.start()
        stop = threading.Event()
        filers = [Filer(town.port, f"search-{n}", stop) for n in range(2)]
        for filer in filers:
            filer.start()
        chance = random.Random(3)
        for what in VICTIMS:
            if what == "worker":
                kill_them(town, chance, (what,))
            else:
                kill_rebuild(town, chance)
        stop.set()
        for filer in filers:
            filer.join(120)
        assert not [fault for filer in filers for fault in filer.faults]
        assert [one for filer in filers for one in filer.filed]
        until(lambda: town.manage("verify", check=False).returncode == 0 and not waiting(town), 600, pause=2)
        assert len(list((town.data / "index").glob("index-*"))) == 1


def write(index: Backend, count: int) -> None:
    with index.store.turn(), index.batch(index.store.current()):
        for n in range(count):
            index.add(document(n))


def kill_rebuild(town: Installation, chance: random.Random) -> None:
    process = subprocess.Popen([sys.executable, "manage.py", "search_rebuild"], cwd=ROOT, env=town.environment)
    until(lambda: process.poll() is not None or len(list((town.data / "index").glob("index-*"))) > 1, 120, pause=0.01)
    time.sleep(chance.uniform(0, 1))
    process.send_signal(signal.SIGKILL)
    process.wait()


def waiting(town: Installation) -> bool:
    """Whether the index has still something to learn."""
    asked = "from edm.search.models import IndexChange; print(IndexChange.objects.count())"
    return town.manage("shell", "-v", "0", "-c", asked).stdout.strip() != "0"
