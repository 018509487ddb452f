"""What must not be opened unseen is put aside; what citizens send every day is not."""

import bz2
import gzip
import io
import itertools
import lzma
import tarfile
import time
import zipfile
from email.message import EmailMessage

import pytest

from edm.intake.mails.danger import danger_of
from edm.intake.mails.reading import message_read
from edm.intake.message import Attachment, Message

EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x40\0\0\0" + b"PE\0\0" + b"\0" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
VBA = "_VBA_PROJECT".encode("utf-16-le")


def danger(name: str, data: bytes = b"x" * 40) -> str:
    return danger_of(Message("key", attachments=(Attachment(name, "application/octet-stream", data),)))


def zipped(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["facture.pdf.exe", "facture.exe . .", "photo\u202egpj.scr", "x.SCR", "a.pdf                .js", "a.js", "a.vbs",
     "a.hta", "a.lnk", "a.iso", "a.img", "a.docm", "a.xlsm", "a.bat", "a.ps1", "a.jar", "a.msi", "a.7z", "a.rar",
     "dossier/a.cmd", "facture.pdf\0.exe", "a.url", "a.one", "a.vhdx", "a.tar.zst"],
)  # fmt: skip
def test_by_name(name):
    assert name.split(".")[0].strip("\u202e")[:1] in danger(name)


@pytest.mark.parametrize(
    "data",
    [
        EXE,
        b"\x7fELF\x02\x01",
        b"\x28\xb5\x2f\xfd\x04\x00",
        b"#!/bin/sh\nrm -rf /",
        b"L\x00\x00\x00\x01\x14\x02\x00",
        OLE + VBA,
        OLE + "EncryptedPackage".encode("utf-16-le"),
        b"Rar!\x1a\x07\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"\0" * 0x8001 + b"CD001",
        b"<html><body><script>location='x'</script>",
        b"<!DOCTYPE html><form action=https://x>",
        b'<svg xmlns="x" onload="alert(1)">',
        zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", "word/vbaProject.bin": OLE}),
        zipped({"[Content_Types].xml": b"<x/>", "word/embeddings/oleObject1.bin": OLE + VBA}),
        zipped({"lisez.txt": b"x", "dossier/setup.exe": b"x"}),
        zipped({"innocent.txt": EXE}),
        zipped({"dedans.zip": zipped({"a.js": b"x"})}),
        zipped({"dedans.dat": zipped({"a.js": b"x"}, compression=zipfile.ZIP_STORED)}),
        zipped({"a.tar.gz": gzip.compress(tarred("b/c.vbs", b"x"))}),
        gzip.compress(tarred("x.exe", b"x")),
        bz2.compress(tarred("x.exe", b"x")),
        lzma.compress(tarred("x.exe", b"x")),
        gzip.compress(EXE),
        tarred("x.txt", EXE),
        b"%PDF-1.4 polyglot" + zipped({"x.exe": b"x"}),
        zipped({"x.exe": b"x"})[:-30],  # broken, yet opened by a patient program
    ],
    ids=itertools.count(),  # archives have the hour in them: both of two processes must give the same names
)
def test_by_bytes_whatever_the_name(data):
    assert "piece.dat" in danger("piece.dat", data)


def test_a_password_on_an_archive():
    data = bytearray(zipped({"photo.jpg": b"x" * 100}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert danger("photos.zip", bytes(data))


def nested_zips(levels: int) -> bytes:
    data = b"x"
    for level in range(levels):
        data = zipped({f"{level}.zip" if level else "a.txt": data})
    return data


@pytest.mark.parametrize(
    "make",
    [
        lambda: zipped({"zeros.txt": b"\0" * 20_000_000}),
        lambda: zipped({f"{n}.txt": b"\0" * 900_000 for n in range(30)}),
        lambda: zipped({f"{n}.txt": b"" for n in range(3000)}),
        lambda: nested_zips(8),
        lambda: zipped({"a.zip": zipped({"zeros.txt": b"\0" * 20_000_000})}),
        lambda: gzip.compress(b"\0" * 100_000_000),
        lambda: bz2.compress(b"\0" * 30_000_000),
        lambda: lzma.compress(b"\0" * 30_000_000),
        lambda: gzip.compress(gzip.compress(b"\0" * 30_000_000)),
        lambda: zipped({f"{n}.zip": zipped({"x": bytes([n]) * 900_000}) for n in range(100)}),
    ],
)
def test_bombs_are_seen_without_being_inflated(make):
    data = make()
    start = time.process_time()
    assert danger("photos.zip", data)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("facture.pdf", b"%PDF-1.4"),
        ("plan.exe.pdf", b"%PDF-1.4"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"x" * 100),
        ("courrier.doc", OLE),
        ("tableau.xlsx", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>",
                                 "xl/printerSettings/printerSettings1.bin": b"\0\1"})),
        ("courrier.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})),
        ("photos.zip", zipped({"IMG 1.JPG": b"\xff\xd8" * 4000, "dossier/": b"", "dossier/plan.pdf": b"%PDF"})),
        ("tableau.csv", b"a;b\n1;2\n"),
        ("page.html", b"<html><body><p>Bonjour, on a un objet = 3</p></body></html>"),
        ("facture.xml", b"<?xml version='1.0'?><formulaire><objectif one='1'/></formulaire>"),
        ("carte.vcf", b"BEGIN:VCARD"),
        ("reunion.ics", b"BEGIN:VCALENDAR"),
        ("vide.zip", zipped({})),
        ("notes.txt", b"MZ, mon chat, a disparu" + b" rue des Lilas" * 9),
        ("blanc.zip", zipped({"blanc.csv": b";" * 500_000})),
        ("message.eml", b"From: a@b\nSubject: x\n\n<html><script>1</script></html>"),
        ("donnees.tar.gz", gzip.compress(tarred("donnees.csv", b"1;2"))),
        ("scan.dat", b"\x1f\x8bdamaged"),
        ("smime.p7s", b"0\x80\x06\x09"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_what_citizens_send_is_not_put_aside(name, data):
    assert danger(name, data) == ""


def test_a_mail_without_files_is_not_dangerous():
    assert danger_of(Message("key", text="<script>")) == ""


def test_what_an_attached_message_holds_is_looked_at():
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = outer["Subject"] = "Facture"
    inner.add_attachment(EXE, maintype="application", subtype="pdf", filename="facture.pdf")
    outer.add_attachment(inner)
    assert "facture.pdf" in danger_of(message_read(outer.as_bytes()))
    hidden = EmailMessage()
    hidden["Subject"] = "Facture"
    hidden.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="message.eml")
    assert danger_of(message_read(b"From: a@b.example\n" + hidden.as_bytes()))


@pytest.mark.parametrize("hurt", [slice(4, 5), slice(9, 200)])
def test_an_archive_hurt_in_any_way_is_judged(hurt):
    data = bytearray(zipped({"notes.txt": bytes(range(256)) * 40}, compression=zipfile.ZIP_LZMA))
    start = data.index(b"notes.txt") + len(b"notes.txt")
    for n in range(*hurt.indices(len(data) - start)):
        data[start + n] ^= 0x5A
    assert danger("notes.zip", bytes(data)) == ""
