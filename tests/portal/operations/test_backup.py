import functools
import hashlib
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from portal.operations import restore as restoring
from portal.operations import running
from portal.operations.backup import backup_create
from portal.operations.restore import RestoreRefusedError, restore

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database is a file of its own here")


@pytest.fixture
def town(data_folder, monkeypatch):
    """A data folder with a database file of its own, apart from the suite's."""
    monkeypatch.setattr("portal.operations.databases.sqlite_path", lambda: data_folder / "db.sqlite3")
    monkeypatch.setattr("portal.operations.restore.connections.close_all", lambda: None)
    write(data_folder, "before")
    return data_folder


def write(data, word):
    with closing(sqlite3.connect(data / "db.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS letter (text)")
        database.execute("INSERT INTO letter VALUES (?)", [word])
    name = hashlib.sha256(word.encode()).hexdigest()
    for path in (
        data / "files" / name[:2] / name[2:4] / name,
        data / "media" / "arms.png",
        data / "secret_key",
        data / "intake" / "scans" / "waiting.pdf",
        data / "intake" / "scans" / "processed" / "done.pdf",
        data / "files" / "tmp" / "half",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(word)


def letters(data):
    with closing(sqlite3.connect(data / "db.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT text FROM letter")]


def test_what_is_backed_up_comes_back(town, tmp_path):
    backup_create(target=tmp_path / "b.tar")
    write(town, "after")
    kept = restore(source=tmp_path / "b.tar")
    assert letters(town) == ["before"]
    assert (town / "secret_key").read_text() == "before"
    assert (town / "media" / "arms.png").read_text() == "before"
    assert (town / "intake" / "scans" / "waiting.pdf").read_text() == "before"
    assert len([path for path in (town / "files").rglob("*") if path.is_file()]) == 1
    assert not running.interrupted_restore(town).exists()
    assert any(path.name.startswith("db.sqlite3.before-") for path in kept)
    assert not list(town.glob(".*.restoring"))


def test_the_manifest_names_every_member_and_leaves_out_what_is_made_again(town, tmp_path):
    (town / "index").mkdir()
    (town / "index" / "segment").write_text("x")
    backup_create(target=tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
        for name, about in manifest["members"].items():
            assert hashlib.sha256(tar.extractfile(name).read()).hexdigest() == about["sha256"]
    assert set(names) == {*manifest["members"], "manifest.json"}
    assert not [name for name in names if "index" in name or "processed" in name or "/tmp/" in name]
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["b.tar"]


def test_each_flipped_byte_is_named_and_nothing_is_replaced(town, tmp_path):
    target = tmp_path / "b.tar"
    backup_create(target=target)
    original = target.read_bytes()
    with tarfile.open(target) as tar:
        members = [(member.name, member.offset_data, member.size) for member in tar if member.name != "manifest.json"]
    write(town, "after")
    for name, offset, size in members:
        damaged = bytearray(original)
        damaged[offset + size // 2] ^= 0x01
        target.write_bytes(damaged)
        with pytest.raises(RestoreRefusedError) as refused:
            restore(source=target)
        assert any(name in fault for fault in refused.value.faults)
        assert letters(town) == ["before", "after"]
        assert not list(town.glob(".*.restoring"))


@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_a_backup_cut_short_is_refused(town, tmp_path, part):
    target = tmp_path / "b.tar"
    backup_create(target=target)
    whole = target.read_bytes()
    end = whole.rindex(b"}") * part
    target.write_bytes(whole[: int(end)])
    with pytest.raises(RestoreRefusedError):
        restore(source=target)
    assert letters(town) == ["before"]


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside", "other/file"])
def test_a_member_that_would_leave_the_folder_is_refused(town, tmp_path, name):
    target = tmp_path / "b.tar"
    backup_create(target=target)
    with tarfile.open(target, "a") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(RestoreRefusedError, match=r"outside|not known"):
        restore(source=target)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("name", [running.SUPERVISOR, running.WEB, running.WORKER])
def test_a_restore_is_refused_while_a_service_runs(town, tmp_path, name):
    backup_create(target=tmp_path / "b.tar")
    lock = running.lock_hold(running.run_folder(town) / name)
    with pytest.raises(RestoreRefusedError, match="still running"):
        restore(source=tmp_path / "b.tar")
    lock.close()
    restore(source=tmp_path / "b.tar")


def test_a_backup_that_fails_leaves_the_last_one(town, tmp_path, monkeypatch):
    target = tmp_path / "b.tar"
    target.write_text("yesterday's")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.operations.databases.database_copy", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(target))
    assert target.read_text() == "yesterday's"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_backup_made_while_the_database_is_written_is_consistent(town, tmp_path):
    with closing(sqlite3.connect(town / "db.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO letter VALUES ('not committed')")
        backup_create(target=tmp_path / "b.tar")
        writer.execute("COMMIT")
    restore(source=tmp_path / "b.tar")
    assert letters(town) == ["before"]


CUT_AT = (
    ("sync", 0),
    ("sync", 1),
    *(("rename", count) for count in range(8)),
    ("unlink", 0),
)


@pytest.mark.parametrize(("call", "count"), CUT_AT)
def test_a_restore_cut_short_goes_on_when_run_again(town, tmp_path, monkeypatch, call, count):
    """Killed at each of its calls that change a name, it leaves a mark; nothing of before or of the backup is lost."""
    backup_create(target=tmp_path / "b.tar")
    write(town, "after")
    calls = []

    class CutError(BaseException):
        pass

    def cut(real, *arguments, **options):
        calls.append(1)
        if len(calls) > count and running.interrupted_restore(town).exists():
            raise CutError
        return real(*arguments, **options)

    with monkeypatch.context() as patched:
        if call == "sync":
            patched.setattr(restoring, "sync", functools.partial(cut, restoring.sync))
        else:
            real = getattr(Path, call)
            patched.setattr(Path, call, lambda path, *more, **options: cut(real, path, *more, **options))
        # What a kill would leave undone too.
        patched.setattr(restoring, "tidy", lambda places: None)
        with pytest.raises(CutError):
            restore(source=tmp_path / "b.tar")
    with pytest.raises(CommandError, match="cut short"):
        call_command("prepare")
    kept = restore(source=tmp_path / "b.tar")
    assert letters(town) == ["before"]
    assert not running.interrupted_restore(town).exists()
    (old,) = (
        path for path in kept if path.name.startswith("db.sqlite3.before-") and not path.name.endswith(("l", "m"))
    )
    with closing(sqlite3.connect(old)) as database:
        assert [row[0] for row in database.execute("SELECT text FROM letter")] == ["before", "after"]
    (files,) = (path for path in kept if path.name.startswith("files.before-"))
    assert len([path for path in files.glob("??/??/*") if path.is_file()]) == 2
    assert not list(town.glob(".*.restoring"))
