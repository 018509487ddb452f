"""What is dropped is registered once, whatever its name, kind, or the moment somebody pulls the plug."""

import os
import time
from pathlib import Path

import pytest

from edm.files.models import Document
from edm.intake import dropfolder, scans
from edm.intake.ledger import verify
from edm.intake.models import Reception
from edm.register.models import Case, MailItem

LETTERS = Path(__file__).parents[2] / "fixtures" / "letters"
pytestmark = pytest.mark.django_db
State = Reception.State


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, monkeypatch):
    settings.PARVIS_DATA = tmp_path
    monkeypatch.setattr(scans, "_watch", dropfolder.Watch())
    monkeypatch.setattr(scans, "_failed", {})
    monkeypatch.setattr(dropfolder, "QUIET_SECONDS", 0)


@pytest.fixture
def hall(a):
    return a


@pytest.fixture
def folder(hall):
    return next(iter(path for path, town in scans.drop_folders().items() if town == hall.town))


def drop(folder, name, data=b"bonjour"):
    path = folder / name
    path.write_bytes(data)
    return path


def processed(folder):
    return sorted(path.name for path in (folder / "processed").iterdir())


def test_each_letter_is_registered_once_and_its_bytes_stand_in_both_places(hall, folder):
    letters = sorted(path for path in LETTERS.iterdir() if path.suffix != ".json")
    for letter in letters:
        drop(folder, letter.name, letter.read_bytes())
    assert scans.scans_poll() == len(letters)
    assert scans.scans_poll() == 0
    assert processed(folder) == [letter.name for letter in letters]
    for letter in letters:
        reception = Reception.objects.get(name=letter.name)
        assert reception.state == State.REGISTERED
        assert reception.acknowledged_at
        assert reception.document.blob.path.read_bytes() == letter.read_bytes()
        assert (folder / "processed" / letter.name).read_bytes() == letter.read_bytes()
        assert reception.item.case.town == hall.town
        assert reception.item.case.unit == hall.registry
        assert list(reception.item.documents.all()) == [reception.document]
    sequences = MailItem.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, len(letters) + 1))
    assert list(verify()) == []


def test_the_same_bytes_again_are_told_as_a_duplicate(folder):
    drop(folder, "a.txt")
    scans.scans_poll()
    drop(folder, "b.txt")
    drop(folder, "a.txt")
    assert scans.scans_poll() == 2
    original = Reception.objects.get(state=State.REGISTERED)
    duplicates = Reception.objects.filter(state=State.DUPLICATE)
    assert [row.original for row in duplicates] == [original, original]
    assert all(row.acknowledged_at for row in duplicates)
    assert Case.objects.count() == 1
    assert processed(folder) == ["a-2.txt", "a.txt", "b.txt"]


def test_a_file_that_grows_is_left_alone(folder, monkeypatch):
    monkeypatch.setattr(dropfolder, "QUIET_SECONDS", 0.2)
    path = drop(folder, "a.txt", b"un")
    scans.scans_poll()
    time.sleep(0.25)
    path.write_bytes(b"un deux")
    assert scans.scans_poll() == 0
    time.sleep(0.25)
    assert scans.scans_poll() == 1
    assert Document.objects.get().blob.size == 7


@pytest.mark.parametrize("patience", [20, 0])
def test_a_file_open_for_writing_is_left_alone_however_quiet(folder, monkeypatch, patience):
    monkeypatch.setattr(dropfolder, "PATIENCE_SECONDS", patience)
    with (folder / "a.txt").open("wb") as writer:
        writer.write(b"premier morceau")
        writer.flush()
        assert scans.scans_poll() == 0
    assert scans.scans_poll() == 1


def test_a_cut_pdf_is_waited_for_then_registered_as_it_is(folder, monkeypatch):
    drop(folder, "a.pdf", (LETTERS / "L01.pdf").read_bytes()[:9000])
    assert scans.scans_poll() == 0
    monkeypatch.setattr(dropfolder, "PATIENCE_SECONDS", 0)
    assert scans.scans_poll() == 1
    assert Reception.objects.get().state == State.REGISTERED


def test_a_file_changed_while_it_is_read_is_left_and_nothing_of_it_is_kept(hall, folder):
    path = drop(folder, "a.txt", b"un")
    (arrival,) = dropfolder.arrivals(folder)
    path.write_bytes(b"un deux")
    with pytest.raises(dropfolder.StillWritten):
        scans.scan_take(town=hall.town, arrival=arrival)
    assert not Reception.objects.exists()


def test_an_empty_file_is_rejected_each_time(folder, monkeypatch):
    monkeypatch.setattr(dropfolder, "PATIENCE_SECONDS", 0)
    drop(folder, "vide.pdf", b"")
    drop(folder, "vide2.pdf", b"")
    assert scans.scans_poll() == 2
    assert [row.state for row in Reception.objects.all()] == [State.REJECTED] * 2
    assert not Case.objects.exists()
    assert processed(folder) == ["vide.pdf", "vide2.pdf"]


def test_temporary_hidden_linked_and_foldered_files_are_not_mail(folder, tmp_path):
    for name in (".cache.pdf", "scan.pdf.part", "scan.tmp", "lettre.odt~"):
        drop(folder, name)
    secret = tmp_path / "secret"
    secret.write_text("clé")
    (folder / "lien.txt").symlink_to(secret)
    os.mkfifo(folder / "tube")
    (folder / "sous-dossier").mkdir()
    drop(folder / "sous-dossier", "a.txt")
    assert scans.scans_poll() == 0
    assert not Reception.objects.exists()


@pytest.mark.parametrize("name", [b"caf\xe9.txt", "été\u202e.txt".encode(), b"a\nb;$(x).txt", b"x" * 251 + b".txt"])
def test_any_name_will_do(folder, name):
    for data in (b"un", b"deux"):
        path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118
        Path(os.fsdecode(path)).write_bytes(data)
        assert scans.scans_poll() == 1
    assert len(os.listdir(os.fsencode(folder / "processed"))) == 2  # noqa: PTH208
    assert Case.objects.count() == 2


def test_a_subject_has_one_line_whatever_the_name(folder):
    drop(folder, "deux\nlignes.txt")
    scans.scans_poll()
    assert MailItem.objects.get().subject == scans.default_subject("deux lignes.txt")


def test_a_read_only_file_is_registered(folder):
    drop(folder, "a.txt").chmod(0o440)
    assert scans.scans_poll() == 1
    assert processed(folder) == ["a.txt"]


def test_a_failure_is_said_once_and_stops_no_other_file(folder, monkeypatch, caplog):
    real = scans.settle

    def stuck(path):
        if path.name == "a.txt":
            raise PermissionError(13, "denied")
        return real(path)

    monkeypatch.setattr(scans, "settle", stuck)
    drop(folder, "a.txt", b"un")
    drop(folder, "b.txt", b"deux")
    assert scans.scans_poll() == 1
    assert scans.scans_poll() == 0
    assert len([record for record in caplog.records if "not registered" in record.message]) == 1
    assert scans.scans_waiting() == 0
    # Once the folder's rights are mended, the same letter goes on: it is no duplicate of itself.
    monkeypatch.setattr(scans, "settle", real)
    scans._failed.clear()
    assert scans.scans_poll() == 1
    assert Case.objects.count() == 2
    assert not Reception.objects.filter(state=State.DUPLICATE).exists()


@pytest.mark.parametrize("step", ["_register", "settle", "document_for_blob"])
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_step_is_taken_up_again(folder, monkeypatch, step, after):
    real = getattr(scans, step)

    def crash(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise SystemExit

    drop(folder, "a.txt")
    monkeypatch.setattr(scans, step, crash)
    with pytest.raises(SystemExit):
        scans.scans_poll()
    monkeypatch.setattr(scans, step, real)
    scans.scans_poll()
    scans.scans_poll()
    reception = Reception.objects.get()
    assert reception.state == State.REGISTERED
    assert reception.acknowledged_at
    assert Case.objects.count() == 1
    assert processed(folder) == ["a.txt"]
    assert list(verify()) == []


def test_a_crash_in_the_middle_of_the_move_leaves_one_file(folder, monkeypatch):
    path = drop(folder, "a.txt")
    os.link(path, folder / "processed" / "a.txt")
    assert scans.scans_poll() == 1
    assert processed(folder) == ["a.txt"]
    assert not path.exists()


def test_what_a_crash_left_received_is_registered_even_if_its_file_was_taken_back(folder, monkeypatch):
    path = drop(folder, "a.txt")
    monkeypatch.setattr(scans, "_register", lambda reception: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        scans.scans_poll()
    monkeypatch.undo()
    path.unlink()
    scans._resume()
    assert Reception.objects.get().state == State.REGISTERED


def test_without_hard_links_nothing_is_overwritten_either(folder, monkeypatch):
    def no_links(*args, **kwargs):
        raise PermissionError(1, "no links")

    monkeypatch.setattr(dropfolder.os, "link", no_links)
    drop(folder, "a.txt", b"un")
    scans.scans_poll()
    drop(folder, "a.txt", b"deux")
    scans.scans_poll()
    contents = {path.name: path.read_bytes() for path in (folder / "processed").iterdir()}
    assert contents == {"a.txt": b"un", "a-2.txt": b"deux"}


def test_another_town_has_its_own_folder_register_and_duplicates(hall, b, folder):
    theirs = next(path for path, town in scans.drop_folders().items() if town == b.town)
    assert theirs.parent == folder
    drop(folder, "a.txt")
    drop(theirs, "a.txt")
    assert scans.scans_poll() == 2
    assert [row.state for row in Reception.objects.all()] == [State.REGISTERED] * 2
    assert Case.objects.get(town=b.town).number == Case.objects.get(town=hall.town).number
    assert Reception.objects.get(town=b.town).document.town == b.town
