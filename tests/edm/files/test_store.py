"""Bytes are written once, whole, under their hash, and a crash between file and row is mended."""

import os
import stat

import pytest
from django.db import transaction

from edm.files.api import blob_store, document_create, open_original, store_tidy, verify
from edm.files.models import Blob
from edm.files.store import store_root
from tests.factories import town_hall

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


@pytest.mark.django_db(transaction=True)
def test_never_inside_a_transaction():
    with pytest.raises(RuntimeError), transaction.atomic():
        blob_store(data=b"bonjour")


def test_a_document_gives_back_the_very_bytes(tmp_path):
    town = town_hall("Ville", "35001", hostname="ville.example").town
    source = tmp_path / "source"
    source.write_bytes(b"%PDF-1.4 pas un vrai")
    document = document_create(town=town, name="../../etc/plan\u202efdp.exe", path=source)
    assert document.name == "planfdp.exe"
    assert document.blob.mime == "application/pdf"
    with open_original(document) as file:
        assert file.read() == source.read_bytes()
