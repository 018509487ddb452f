"""Text layer first, OCR where there is none, and never a crash or a page tried for ever."""

import io
import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from edm.files import hooks, ocr, recognition, tesseract
from edm.files.api import (
    PageUnavailable,
    document_create,
    document_read,
    document_text,
    documents_unread,
    ocr_next,
    page_image,
    requeue_stuck,
)
from edm.files.models import Blob, Document, DocumentPage
from edm.files.pdf import LayerPage
from edm.files.reading import has_real_text

LETTERS = Path(__file__).parents[2] / "fixtures" / "letters"
pytestmark = pytest.mark.django_db
needs_tesseract = pytest.mark.skipif(not tesseract.ocr_available(), reason="Tesseract with French is not installed")
State = Document.TextState
Source = DocumentPage.Source


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.PARVIS_DATA = tmp_path


@pytest.fixture
def town(a):
    return a.town


def flat(text):
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"\W+", " ", text).split())


def read(town, path=None, name="", data=None):
    document = document_create(town=town, name=name or path.name, path=path, data=data)
    document_read(document.pk)
    while ocr_next():
        pass
    document.refresh_from_db()
    return document


@needs_tesseract
@pytest.mark.slow
def test_the_expected_words_of_the_letters_are_found(town):
    wanted, missed = 0, []
    for truth in map(json.loads, (path.read_text() for path in sorted(LETTERS.glob("*.json")))):
        document = read(town, LETTERS / truth["file"])
        assert document.text_state == State.DONE
        assert document.page_count == truth["pages"]
        text = flat(document_text(document))
        wanted += len(truth["must_find"])
        missed += [(truth["id"], word) for word in truth["must_find"] if flat(word) not in text]
    assert len(missed) <= 0.05 * wanted, missed


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_or_stands_on_its_head_is_read_and_shown_upright(town, tmp_path, turn):
    path = tmp_path / "page.png"
    with Image.open(LETTERS / "L02.tif") as image:
        image.convert("L").rotate(-turn, expand=True, fillcolor=255).save(path)  # clockwise
    document = read(town, path)
    assert "acte de naissance" in flat(document_text(document))
    assert document.pages.get().rotation == 360 - turn
    with Image.open(io.BytesIO(page_image(document, 1, 600))) as shown:
        assert shown.width == 600
        assert shown.height > shown.width


def spoiled(image, how):
    """The page as badly lit, badly printed or badly sent as paper is."""
    if how == "pale":
        return image.point(lambda level: 200 + level * 45 // 255)
    if how == "negative":
        return ImageOps.invert(image)
    if how == "shadow":
        shade = Image.linear_gradient("L").rotate(90).resize(image.size).point(lambda level: min(255, 50 + 2 * level))
        return ImageChops.multiply(image, shade)
    if how == "tilted on one side":
        return image.rotate(5, fillcolor=255).transpose(Image.Transpose.ROTATE_90)
    stamped = image.convert("RGB")
    draw = ImageDraw.Draw(stamped)
    for inset in range(14):
        box = (300 + inset, 300 + inset, 1500 - inset, 1000 - inset)
        draw.rectangle(box, outline=(190, 30, 40))
    draw.line((300, 300, 1500, 1000), (190, 30, 40), 26)
    return ImageChops.multiply(image.convert("RGB"), stamped)


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("how", ["pale", "negative", "shadow", "tilted on one side", "stamp"])
def test_a_spoiled_page_is_read(town, tmp_path, how):
    path = tmp_path / "page.png"
    with Image.open(LETTERS / "L02.tif") as image:
        spoiled(image.convert("L"), how).save(path)
    truth = json.loads((LETTERS / "L02.json").read_text())
    text = flat(document_text(read(town, path)))
    assert [word for word in truth["must_find"] if flat(word) not in text] == []


def test_a_page_on_its_head_is_read_whole_only_once(monkeypatch):
    sizes = []

    def recognise(image, *, dpi):
        sizes.append(max(image.size))
        confidence = 35.0 if len(sizes) == 1 else 95.0
        return tesseract.Recognised("un deux trois quatre cinq", confidence, 5, sideways=False, boxes=())

    with Image.open(LETTERS / "L02.tif") as image:
        page = image.convert("L").transpose(Image.Transpose.ROTATE_180)
    monkeypatch.setattr(recognition, "page_for_ocr", lambda *_, **__: page)
    monkeypatch.setattr(recognition, "unread_ink", lambda *_: 0.0)
    monkeypatch.setattr(recognition, "recognise", recognise)
    assert recognition.recognise_page(Blob(), 1).rotation == 180
    assert sizes == [recognition.PIECE, max(page.size)]


def test_the_oblong_points_of_a_fax_are_made_square(town):
    target = io.BytesIO()
    Image.new("1", (1728, 1145), 1).save(target, "TIFF", compression="group4", dpi=(204, 98))
    document = document_create(town=town, name="fax.tif", data=target.getvalue())
    DocumentPage.objects.create(document=document, number=1, source=Source.OCR)
    Document.objects.filter(pk=document.pk).update(page_count=1, text_state=State.DONE)
    document.refresh_from_db()
    with Image.open(io.BytesIO(page_image(document, 1, 800))) as shown:
        assert shown.width == 800
        assert shown.height == pytest.approx(1145 * 204 / 98 * 800 / 1728, abs=2)


def test_a_text_pdf_needs_no_ocr(town):
    document = document_create(town=town, name="L01.pdf", path=LETTERS / "L01.pdf")
    assert documents_unread() == [document.pk]
    document_read(document.pk)
    document.refresh_from_db()
    assert document.text_state == State.DONE
    assert document.pages.get().source == Source.LAYER
    assert documents_unread() == []
    document_read(document.pk)  # a second reader changes nothing
    assert document.pages.count() == 1


def test_a_stamp_on_a_scan_or_a_broken_encoding_is_no_text():
    assert has_real_text(LayerPage("", 0), "")  # a blank page
    assert not has_real_text(LayerPage("", 1), "")
    assert not has_real_text(LayerPage("Reçu le 3 mars 2026", 0.9), "Reçu le 3 mars 2026")
    assert has_real_text(LayerPage("Annexe 1", 0), "Annexe 1")
    rubbish = "Vlrtre ecrls rn cherrin rwal Lande iii ll1 engine " * 20  # what a copier's own recognition left
    assert not has_real_text(LayerPage("", 0.9), rubbish)
    assert has_real_text(LayerPage("", 0), rubbish)
    prose = "Je vous écris au sujet du chemin de la lande, que les engins ont défoncé. " * 5
    assert has_real_text(LayerPage("", 0.9), prose)
    assert not has_real_text(LayerPage("", 0), "\ue001\ue002\ue003 " * 100)


def test_what_cannot_be_read_is_kept_and_told(town):
    broken = read(town, name="a.pdf", data=(LETTERS / "L01.pdf").read_bytes()[:3000])
    assert broken.text_state == State.UNREADABLE
    assert broken.text_error
    picture = read(town, name="a.png", data=b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    assert picture.text_state == State.UNREADABLE
    program = read(town, name="a.exe", data=b"MZ" + bytes(200))
    assert program.text_state == State.NONE
    for document in (broken, picture, program):
        with pytest.raises(PageUnavailable):
            page_image(document, 1, 600)


def test_without_tesseract_pages_wait_and_are_taken_up_when_it_comes(town, monkeypatch):
    monkeypatch.setattr(ocr, "ocr_available", lambda: False)
    document = read(town, LETTERS / "L02.tif")
    assert document.text_state == State.TO_OCR
    assert document.pages.get().attempts == 0
    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    monkeypatch.setattr(ocr, "recognise_page", lambda *_: ocr.PageText("bonjour", 90.0, 0))
    assert ocr_next()
    document.refresh_from_db()
    assert document.text_state == State.DONE


def test_a_page_that_fails_three_times_is_given_up_and_blocks_no_other(town, monkeypatch):
    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    bad = document_create(town=town, name="L02.tif", path=LETTERS / "L02.tif")
    good = document_create(town=town, name="L22.tif", path=LETTERS / "L22.tif")
    order = []

    def recognise(blob, number, _layer):
        order.append((blob.pk == bad.blob_id, number))
        if blob.pk == bad.blob_id:
            raise tesseract.OcrFailed("crash")
        return ocr.PageText("bonjour", 90.0, 0)

    monkeypatch.setattr(ocr, "recognise_page", recognise)
    for document in (bad, good):
        document_read(document.pk)
    while ocr_next():
        pass
    assert order == [(True, 1), (False, 1), (False, 2), (True, 1), (True, 1)]
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.text_state == State.UNREADABLE
    assert bad.pages.get().source == Source.FAILED
    assert good.text_state == State.DONE


def test_a_page_that_ends_the_process_is_given_up_too(town, monkeypatch):
    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    document = document_create(town=town, name="L02.tif", path=LETTERS / "L02.tif")
    document_read(document.pk)

    def die(*_):
        raise SystemExit

    monkeypatch.setattr(ocr, "recognise_page", die)
    for _attempt in range(3):
        with pytest.raises(SystemExit):
            ocr_next()
    assert ocr_next()
    assert not ocr_next()
    document.refresh_from_db()
    assert document.text_state == State.UNREADABLE


def test_a_tesseract_that_hangs_or_crashes_is_an_ordinary_failure(monkeypatch):
    def hang(*_args, **_kwargs):
        raise subprocess.TimeoutExpired("tesseract", 1)

    monkeypatch.setattr(tesseract.subprocess, "run", hang)
    with pytest.raises(tesseract.OcrFailed):
        tesseract.recognise(Image.new("L", (10, 10)))


def test_who_asked_is_told_once_the_text_is_ready(town, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "_callbacks", [lambda document: told.append((document.pk, document_text(document)))])
    document = read(town, name="a.txt", data="Objet : un été à la mairie".encode("cp1252"))
    assert told == [(document.pk, "Objet : un été à la mairie")]


def test_a_reading_that_stopped_before_its_end_is_ended(town, monkeypatch):
    monkeypatch.setattr(ocr, "ocr_available", lambda: False)
    document = read(town, LETTERS / "L02.tif")
    assert requeue_stuck() == 0
    DocumentPage.objects.update(source=Source.OCR, text="bonjour")
    assert requeue_stuck() == 1
    document.refresh_from_db()
    assert document.text_state == State.DONE


@pytest.mark.parametrize("name", ["L01.pdf", "L02.tif", "L07.jpg", "L12.png", "L22.tif"])
def test_pages_are_shown_as_jpeg_at_the_width_asked(town, name):
    document = document_create(town=town, name=name, path=LETTERS / name)
    document_read(document.pk)
    document.refresh_from_db()
    image = page_image(document, document.page_count, 400)
    assert image.startswith(b"\xff\xd8\xff")
    with pytest.raises(PageUnavailable):
        page_image(document, document.page_count + 1, 400)
    with pytest.raises(PageUnavailable):
        page_image(document, 0, 400)
