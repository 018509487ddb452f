"""Bytes are written once, whole, under their hash, and a crash between file and row is mended."""

import os
import stat

import pytest
from django.db import transaction

from edm.files.api import blob_store, document_create, document_discard, open_original, store_tidy, verify
from edm.files.models import Blob
from edm.files.store import store_root
from tests.factories import case_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.PARVIS_DATA = tmp_path


def test_bytes_are_kept_once_read_only_under_their_hash():
    blob = blob_store(data=b"bonjour")
    assert blob.path.read_bytes() == b"bonjour"
    assert blob.path.relative_to(store_root()).parts == (blob.sha256[:2], blob.sha256[2:4], blob.sha256)
    assert stat.S_IMODE(blob.path.stat().st_mode) == 0o440
    inode = blob.path.stat().st_ino
    assert blob_store(data=b"bonjour") == blob
    assert blob.path.stat().st_ino == inode
    assert list((store_root() / "tmp").iterdir()) == []


def test_a_file_without_its_row_is_adopted_and_a_row_without_its_file_is_written_again():
    blob = blob_store(data=b"bonjour")
    Blob.objects.all().delete()
    assert blob_store(data=b"bonjour").sha256 == blob.sha256
    blob.path.unlink()
    assert [problem.what for problem in verify()] == ["missing"]
    blob_store(data=b"bonjour")
    assert list(verify()) == []


def test_a_file_that_a_crash_left_without_its_row_is_no_fault_and_leaves_after_a_month():
    blob = blob_store(data=b"bonjour")
    Blob.objects.all().delete()
    assert list(verify()) == []
    aged(blob, 29 * 24 * 3600)
    assert store_tidy() == 0
    aged(blob, 2 * 24 * 3600)
    assert [problem.what for problem in verify()] == ["unknown"]
    assert store_tidy() == 1
    assert not blob.path.exists()


def test_a_file_cut_short_is_written_again():
    blob = blob_store(data=b"bonjour")
    blob.path.chmod(0o640)
    blob.path.write_bytes(b"bon")
    blob_store(data=b"bonjour")
    assert blob.path.read_bytes() == b"bonjour"


def test_verify_tells_changed_and_unknown_files():
    blob = blob_store(data=b"bonjour")
    blob.path.chmod(0o640)
    blob.path.write_bytes(b"bonsoir")
    stray = store_root() / "zz" / "zz" / "zzz"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"?")
    assert [(problem.what, problem.where) for problem in verify()] == [
        ("changed", str(blob.path)),
        ("unknown", str(stray)),
    ]


def test_temporary_files_of_a_crash_are_removed_after_a_day():
    blob_store(data=b"bonjour")
    old, new = store_root() / "tmp" / "old", store_root() / "tmp" / "new"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    assert store_tidy() == 1
    assert new.exists()
    assert not old.exists()
    assert list(verify()) == []


def test_never_inside_a_transaction():
    with pytest.raises(RuntimeError), transaction.atomic():
        blob_store(data=b"bonjour")


def test_a_document_gives_back_the_very_bytes(a, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"%PDF-1.4 pas un vrai")
    document = document_create(town=a.town, name="../../etc/plan\u202efdp.exe", path=source)
    assert document.name == "planfdp.exe"
    assert document.blob.mime == "application/pdf"
    with open_original(document) as file:
        assert file.read() == source.read_bytes()


def aged(blob, seconds=7200):
    past = blob.path.stat().st_mtime - seconds
    os.utime(blob.path, (past, past))


@pytest.fixture
def two(a):
    return [document_create(town=a.town, name=f"{n}.txt", data=b"bonjour") for n in (1, 2)]


def test_a_discarded_document_leaves_no_bytes_once_nothing_names_them(two):
    first, second = two
    blob = first.blob
    assert document_discard(document_id=first.pk) is True
    aged(blob)
    assert store_tidy() == 0
    assert document_discard(document_id=second.pk) is True
    assert store_tidy() == 1
    assert not blob.path.exists()
    assert not Blob.objects.exists()
    assert list(verify()) == []


def test_bytes_stored_again_a_moment_ago_stay(two):
    blob = two[0].blob
    for document in two:
        document_discard(document_id=document.pk)
    aged(blob)
    blob_store(data=b"bonjour")
    assert store_tidy() == 0
    assert blob.path.exists()
    assert list(verify()) == []


def test_a_removal_that_a_crash_stopped_goes_on(two, monkeypatch):
    blob = two[0].blob
    for document in two:
        document_discard(document_id=document.pk)
    aged(blob)
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", lambda *args, **kwargs: exec("raise OSError"))
        with pytest.raises(OSError):
            store_tidy()
    assert not Blob.objects.exists()
    assert blob.path.exists()
    store_tidy()
    assert not blob.path.exists()
    assert list(verify()) == []


def test_a_document_that_something_holds_is_not_discarded(a):
    document = document_create(town=a.town, name="plan.pdf", data=b"%PDF-1.4 plan")
    case_make(a, a.pothole, document_ids=[document.pk])
    assert document_discard(document_id=document.pk) is False
    document.refresh_from_db()
