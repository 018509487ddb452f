"""What a citizen may send is decided by its bytes; what is refused is told in words that help."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils.translation import override
from PIL import Image

from edm.files.api import FileRefused, check_count, open_original, upload_accept, weight
from edm.files.kinds import DOCX, ODT
from edm.files.names import clean_name, name_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.PARVIS_DATA = tmp_path
    with override("fr"):
        yield


@pytest.fixture
def town(a):
    return a.town


def picture(kind="PNG", size=(20, 30)):
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def archive(**entries):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/"), content)
    return target.getvalue()


DOCX_BYTES = archive(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"})
ODT_BYTES = archive(mimetype=ODT, **{"content.xml": "<o/>"})
GOOD = [
    ("a.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
    ("a.png", picture(), "image/png"),
    ("a.jpg", picture("JPEG"), "image/jpeg"),
    ("a.webp", picture("WEBP"), "image/webp"),
    ("a.heic", picture("HEIF"), "image/heic"),
    ("a.docx", DOCX_BYTES, DOCX),
    ("a.odt", ODT_BYTES, ODT),
]


@pytest.mark.parametrize(("name", "data", "mime"), GOOD)
def test_the_usual_kinds_are_kept_as_they_came(town, name, data, mime):
    document = upload_accept(town=town, upload=SimpleUploadedFile(name, data))
    assert (document.name, document.blob.mime, document.blob.size) == (name, mime, len(data))
    with open_original(document) as file:
        assert file.read() == data


def test_a_large_upload_that_django_keeps_on_disk_is_the_same(town):
    upload = TemporaryUploadedFile("a.docx", "text/plain", len(DOCX_BYTES), None)
    upload.write(DOCX_BYTES)
    assert upload_accept(town=town, upload=upload).blob.mime == DOCX


BAD = [
    ("photo.jpg", archive(a="b")),
    ("photo.jpg", b"MZ" + bytes(100)),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100)),  # no picture behind the first bytes
    ("page.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
    ("dessin.png", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"),
    ("macros.docx", archive(**{"[Content_Types].xml": "", "word__document.xml": "", "word__vbaProject.bin": ""})),
    ("notes.txt", b"bonjour"),
]


@pytest.mark.parametrize(("name", "data"), BAD)
def test_what_lies_about_itself_is_refused(town, name, data):
    with pytest.raises(FileRefused) as refusal:
        upload_accept(town=town, upload=SimpleUploadedFile(name, data))
    assert name in refusal.value.message


def test_messages_say_the_figures(town, settings):
    settings.PARVIS_UPLOAD_MAX_BYTES = 10 * 1024 * 1024
    with pytest.raises(FileRefused) as refusal:
        upload_accept(town=town, upload=SimpleUploadedFile("plan.tiff", b"x" * 34 * 1024 * 1024))
    assert refusal.value.message == "« plan.tiff » pèse 34\xa0Mo, le maximum est 10\xa0Mo.".replace(
        "« ", "«\xa0"
    ).replace(" »", "\xa0»")
    with pytest.raises(FileRefused, match="plus de 10\xa0Mo"):
        upload_accept(town=town, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4" + b"x" * 10 * 1024 * 1024))
    with pytest.raises(FileRefused, match="vide"):
        upload_accept(town=town, upload=SimpleUploadedFile("plan.pdf", b""))
    settings.PARVIS_UPLOAD_MAX_FILES = 2
    check_count([1, 2])
    with pytest.raises(FileRefused, match="2 fichiers"):
        check_count([1, 2, 3])


def test_a_picture_too_large_to_unpack_is_refused_before_it_is(town, monkeypatch):
    monkeypatch.setattr("edm.files.images.MAX_PIXELS", 100)
    with pytest.raises(FileRefused, match="résolution"):
        upload_accept(town=town, upload=SimpleUploadedFile("a.png", picture()))


def test_weights_are_said_as_people_say_them():
    assert [weight(size).replace("\xa0", " ") for size in (1, 180_000, 2_621_440, 10 * 1024 * 1024)] == [
        "1 Ko",
        "176 Ko",
        "2,5 Mo",
        "10 Mo",
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Documents\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("  .. ", "document"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept


def test_a_name_ends_as_its_bytes_say():
    assert name_for("plan.exe", "application/pdf") == "plan.exe.pdf"
    assert name_for("PHOTO.JPEG", "image/jpeg") == "PHOTO.JPEG"
