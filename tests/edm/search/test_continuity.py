"""An index that is killed, damaged or lost: what was acknowledged is found, and the screens always answer."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from edm.search import store, writing
from edm.search.api import index_due, rebuild, search_for, verify
from edm.search.backend import Backend
from edm.search.models import IndexChange
from tests.edm.search.killing import BATCH, document, kill_rebuilds, kill_writers
from tests.factories import TownHall, case_make


def write() -> None:
    while index_due():
        pass


def parts(folder: Path) -> list[Path]:
    """The files that hold the documents, the longest first."""
    files = [path for path in folder.iterdir() if path.is_file() and path.name not in {"schema", "seal"}]
    return sorted(files, key=lambda path: -path.stat().st_size)


def cut_short(folder: Path) -> None:
    path = parts(folder)[0]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_all(folder: Path) -> None:
    for path in parts(folder):
        with path.open("r+b") as file:
            file.truncate(0)


def flip(folder: Path) -> None:
    for path in parts(folder):
        data = bytearray(path.read_bytes())
        for _ in range(3 if data else 0):
            data[random.randrange(len(data))] ^= 0xFF
        path.write_bytes(data)


def garbage(folder: Path) -> None:
    """In the file that says what the index is made of."""
    for path in (*folder.glob("meta.json"), *folder.glob("_MAIN_*.toc")):
        path.write_bytes(b'{"segments": garbage')


def one_file_less(folder: Path) -> None:
    parts(folder)[0].unlink()


def all_files_less(folder: Path) -> None:
    for path in parts(folder):
        path.unlink()


def garbled_pointer(folder: Path) -> None:
    (folder.parent / "current").write_bytes(b"\x00\xff\xfe index")


def empty_pointer(folder: Path) -> None:
    (folder.parent / "current").write_text("")


def garbled_seal(folder: Path) -> None:
    (folder / "seal").write_text("[1, 2")


def whole_index_less(folder: Path) -> None:
    shutil.rmtree(folder.parent)


DAMAGES = (
    cut_short,
    cut_all,
    flip,
    garbage,
    one_file_less,
    all_files_less,
    garbled_pointer,
    empty_pointer,
    garbled_seal,
    shutil.rmtree,
    whole_index_less,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("seen_by", ["who reads on", "another process"])
def test_a_damaged_index_is_made_again_by_itself(
    a: TownHall, index: Backend, damage: Callable[[Path], None], seen_by: str
) -> None:
    for n in range(12):
        case_make(a, a.pothole, subject=f"Banc {n}")
    write()
    assert search_for(a.clerk, a.town, "banc", facets=("unit",)).count == 12
    damage(index.store.current())
    if seen_by == "another process":
        store._stores.clear()  # it would open the index afresh
    browser = Client(HTTP_HOST=a.host)
    browser.force_login(a.clerk, backend="portal.accounts.backends.LoginBackend")
    for q in ("banc", "banc 3", '"banc 3"', "ban*"):
        response = browser.get("/gestion/recherche/", {"q": q})
        assert response.status_code == 200
        assert response.context["results"].rebuilding or response.context["results"].count in {1, 12}
    case_make(a, a.pothole, subject="Banc 12")
    write()
    assert search_for(a.clerk, a.town, "banc", facets=("unit",)).count == 13
    assert list(verify()) == []
    assert len(list(Path(index.path).glob("index-*"))) == 1


def test_what_is_damaged_under_the_writer_is_made_again(a: TownHall, index: Backend) -> None:
    """Without a seal nothing is told beforehand: the writing fails in the middle."""
    for n in range(12):
        case_make(a, a.pothole, subject=f"Banc {n}")
    write()
    folder = index.store.current()
    (folder / "seal").unlink()
    garbage(folder)
    case_make(a, a.pothole, subject="Banc 12")
    write()
    assert search_for(a.clerk, a.town, "banc").count == 13
    assert list(verify()) == []


def test_an_object_that_cannot_be_prepared_does_not_cost_the_index(
    a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_make(a, a.pothole, subject="Banc")
    write()
    folder = index.store.current()
    case_make(a, a.pothole, subject="Lampadaire")

    def fails(*_args: object) -> None:
        raise ValueError("a page that stands in no town's site")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_write_objects", fails)
        with pytest.raises(ValueError, match="no town"):
            index_due()
    assert index.store.current() == folder
    assert IndexChange.objects.exists()
    write()
    assert search_for(a.clerk, a.town, "lampadaire").count == 1


def test_a_full_disk_costs_nothing(a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/trials fills a real one."""
    case_make(a, a.pothole, subject="Banc")
    write()
    folder = index.store.current()
    case_make(a, a.pothole, subject="Lampadaire")

    def full(*_args: object) -> None:
        raise ValueError("A worker thread encountered an error (io::Error most likely) or panicked.")

    with index.store.turn(), index.store.writer(folder) as writer:
        kind = type(writer)
    with monkeypatch.context() as patched:
        patched.setattr(kind, "commit", full)
        patched.setattr(store.shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
        with pytest.raises(ValueError, match="io::Error"):
            index_due()
    assert search_for(a.clerk, a.town, "banc").count == 1
    assert index.store.current() == folder
    write()
    assert search_for(a.clerk, a.town, "lampadaire").count == 1


def test_searches_answer_all_along_a_rebuild(a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        case_make(a, a.pothole, subject=f"Banc {n}")
    write()
    prepared, answered = writing._prepared, []

    def slowly():
        for data in list(prepared()):
            answered.append(search_for(a.clerk, a.town, "banc", facets=("unit",)).count)
            yield data
            case_make(a, a.pothole, subject=f"Lampadaire {len(answered)}")
            index_due()
            answered.append(search_for(a.clerk, a.town, "banc").count)

    monkeypatch.setattr(writing, "_prepared", slowly)
    monkeypatch.setattr(writing, "COMMIT_EVERY", 2)
    rebuild()
    assert answered == [6] * 12
    write()
    assert search_for(a.clerk, a.town, "lampadaires").count == 6
    assert not IndexChange.objects.exists()
    assert list(verify()) == []


def test_what_a_killed_rebuild_left_is_swept(a: TownHall, index: Backend) -> None:
    write()
    left = Path(index.path) / "index-20200101T000000-000000"
    left.mkdir()
    (left / "part").write_text("half")
    index_due()
    assert not left.exists()
    assert index.store.current().exists()


def test_a_lost_index_waits_for_the_rebuild_under_way(a: TownHall, index: Backend) -> None:
    case_make(a, a.pothole, subject="Banc")
    with index.store.rebuilding():
        assert index_due() == 0
    write()
    assert search_for(a.clerk, a.town, "banc").count == 1


@pytest.fixture
def empty(index: Backend) -> Backend:
    with index.store.rebuilding() as folder, index.batch(folder), index.store.turn():
        index.store.swap(folder)
    return index


def test_a_killed_writer_loses_nothing_acknowledged(empty: Backend) -> None:
    kill_writers(empty, times=4, longest=0.5)
    with empty.store.turn(), empty.batch(empty.store.current()):
        empty.add(document(5000))
    assert "edm_register.mailitem.5000" in empty.identifiers()


def test_a_killed_rebuild_leaves_an_index_and_no_folder(empty: Backend) -> None:
    with empty.store.turn(), empty.batch(empty.store.current()):
        for n in range(24 * BATCH):
            empty.add(document(n))
    kill_rebuilds(empty, 24 * BATCH, times=4, longest=0.5)
