"""The printed letter."""

from __future__ import annotations

import builtins
import io
import re
import uuid
import zlib

import pypdfium2
import pytest

from edm.files.api import document_create
from edm.register.models import Channel
from edm.register.registration import Sender
from edm.replies.letters import LetterUnavailable, letter_get, letter_render, letters_due
from edm.replies.services import reply_send
from tests.factories import case_make

# With the name, the six lines that the standard allows.
ADDRESS = (
    "Chez Madame Le Goff\nRésidence Les Tilleuls – Bâtiment B\n\n12 bis rue des Écoles\nLieu-dit Le Grand Pont\n"
    "35998 SAINT-EXEMPLE-SUR-VILAINE"
)
MILLIMETRE = 72 / 25.4


@pytest.fixture
def case(a):
    sender = Sender(name="Maryse Cadoret", address=ADDRESS)
    return case_make(a, a.pothole, channel=Channel.SCAN, sender=sender, subject="Un trou rue du Pont")


def send(case, actor, channel=Channel.PAPER, **more):
    more = {"subject": "Votre signalement", "html": "<p>Bonjour,</p><p>C'est réparé.</p>"} | more
    return reply_send(case=case, actor=actor, key=uuid.uuid4(), channel=channel, **more)


def text_of(data):
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(data)))


def test_a_letter_says_who_writes_to_whom_about_what(a, case):
    document = document_create(town=a.town, name="Plan des travaux.pdf", data=b"%PDF-1.4 plan")
    reply = send(case, a.clerk, document_ids=[document.pk])
    letter = letter_get(reply)
    text = text_of(letter.blob.path.read_bytes())
    for words in (
        "Alpha",
        "Voirie",
        "Maryse Cadoret",
        "12 bis rue des Écoles",
        reply.item.number,
        case.number,
        "Votre signalement",
        "C'est réparé.",
        "Clerk Alpha",
        "Plan des travaux.pdf",
    ):
        assert words in text
    assert letter in reply.item.documents.all()
    assert letter_get(reply) == letter
    assert letters_due() == 0


def test_it_is_tagged_pdf_ua_in_french(a, case):
    data = letter_render(case=case, subject="Objet", html="<p>Bonjour</p>", author=a.clerk)
    streams = (
        zlib.decompress(found)
        for found in re.findall(rb"FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", data, re.DOTALL)
    )
    inside = data + b"".join(streams)
    assert b"pdfuaid:part" in inside
    assert b"/Lang (fr)" in inside
    assert b"/MarkInfo" in inside
    assert pypdfium2.PdfDocument(io.BytesIO(data)).get_metadata_dict()["Title"] == "Objet"


def test_the_address_is_all_in_the_window_and_nothing_else_is(a, case):
    """A DL window shows 100 to 190 mm from the left and 55 to 79 mm from the top, whatever the play of the sheet."""
    data = letter_render(case=case, subject="Objet", html="<p>Bonjour</p>" * 30, author=a.clerk)
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0]
    text = page.get_textpage()

    def between(left, top, right, bottom):
        height = page.get_height()
        area = (left * MILLIMETRE, height - bottom * MILLIMETRE, right * MILLIMETRE, height - top * MILLIMETRE)
        return text.get_text_bounded(*area).split()

    expected = f"Maryse Cadoret {ADDRESS}".split()
    assert between(100, 55, 190, 79) == expected
    assert between(90, 44, 210, 91) == expected  # what a larger window might show


def test_a_long_letter_has_numbered_pages(a, case):
    data = letter_render(case=case, subject="Objet", html="<p>Un paragraphe de la lettre.</p>" * 80, author=a.clerk)
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    assert len(pages) > 1
    assert f"1 / {len(pages)}" in text_of(data)


def test_what_a_citizen_wrote_is_text_in_a_letter(a):
    sender = Sender(name="<img src=x onerror=y>", address="<b>1</b> rue\n35000 Rennes")
    case = case_make(a, a.pothole, channel=Channel.SCAN, sender=sender)
    data = letter_render(case=case, subject="<script>", html='<p>a<img src="http://x.example/"></p>', author=a.clerk)
    assert "<img src=x onerror=y>" in text_of(data)
    assert "<script>" in text_of(data)


def test_without_pango_the_reply_leaves_and_its_letter_waits(a, case, monkeypatch):
    really = builtins.__import__

    def refuse(name, *args, **more):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return really(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    reply = send(case, a.clerk)
    assert reply.item.number
    with pytest.raises(LetterUnavailable, match="pango"):
        letter_get(reply)
    assert letters_due() == 0
    reply.refresh_from_db()
    assert "pango" in reply.letter_error
    assert reply.letter_due_at > reply.item.at  # the worker comes back to it
    monkeypatch.setattr(builtins, "__import__", really)
    assert letter_get(reply).name.endswith(".pdf")
    reply.refresh_from_db()
    assert (reply.letter_due_at, reply.letter_error) == (None, "")


def test_the_worker_makes_the_letters_of_the_post_and_of_the_counter(a, case):
    other = case_make(a, a.birth, channel=Channel.COUNTER, sender=Sender(name="Yann Le Goff"))
    send(case, a.clerk)
    send(other, a.civil_clerk, channel=Channel.COUNTER)
    assert letters_due() == 2
    assert letters_due() == 0
