"""The one writer: what is queued is written, whatever happens meanwhile."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from edm.search import writing
from edm.search.api import changed, index_due, rebuild, search_for, verify
from edm.search.backend import Backend
from edm.search.models import IndexChange
from tests.factories import TownHall, case_make


def write() -> None:
    while index_due():
        pass


def test_a_change_is_queued_in_its_transaction(a: TownHall, index: Backend) -> None:
    write()
    case = case_make(a, a.pothole)
    write()
    with transaction.atomic():
        changed(case)
        transaction.set_rollback(True)
    assert not IndexChange.objects.exists()
    assert list(verify()) == []


def test_a_change_during_a_rebuild_is_written_in_both(
    a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_make(a, a.pothole, subject="Un banc")
    write()
    prepared = writing._prepared

    def meanwhile():
        yield from list(prepared())
        case_make(a, a.pothole, subject="Un lampadaire")
        write()  # the worker, in the index that serves
        assert search_for(a.clerk, a.town, "lampadaire").count == 1

    monkeypatch.setattr(writing, "_prepared", meanwhile)
    rebuild()
    assert IndexChange.objects.filter(applied=False).exists()
    write()
    assert search_for(a.clerk, a.town, "lampadaire").count == 1
    assert search_for(a.clerk, a.town, "banc").count == 1
    assert not IndexChange.objects.exists()
    assert list(verify()) == []


def test_a_rebuild_that_dies_leaves_the_old_index(a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    case_make(a, a.pothole, subject="Un banc")
    write()

    def dies():
        raise MemoryError
        yield

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_prepared", dies)
        with pytest.raises(MemoryError):
            rebuild()
    assert search_for(a.clerk, a.town, "banc").count == 1
    assert [path.name for path in Path(index.path).glob("index-*")] == [index.store.current().name]


def test_want_of_open_files_is_no_damage(a: TownHall, index: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    case_make(a, a.pothole, subject="Un banc")
    write()

    def refused(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(type(index), "find", refused)
        with pytest.raises(OSError, match="Too many"):
            search_for(a.clerk, a.town, "banc")
    assert search_for(a.clerk, a.town, "banc").count == 1


def test_a_lost_index_is_made_again(a: TownHall, index: Backend) -> None:
    case_make(a, a.pothole, subject="Un banc")
    write()
    (Path(index.path) / "current").unlink()
    assert search_for(a.clerk, a.town, "banc").rebuilding
    write()
    assert search_for(a.clerk, a.town, "banc").count == 1


def test_what_is_still_queued_is_no_fault(a: TownHall, index: Backend) -> None:
    write()
    case_make(a, a.pothole, subject="Un banc")
    assert IndexChange.objects.exists()
    assert list(verify()) == []


def test_verify_tells_what_the_index_does_not_have(a: TownHall, index: Backend) -> None:
    case = case_make(a, a.pothole, subject="Un banc")
    write()
    item = case.items.get()
    with index.store.turn(), index.batch(index.store.current()):
        index.drop(f"edm_register.mailitem.{item.pk}")
    assert list(verify()) == [f"index: edm_register.mailitem.{item.pk} is missing"]
    call_command("search_rebuild")
    assert list(verify()) == []
