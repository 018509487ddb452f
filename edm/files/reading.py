"""A document's text: the text layer first, then OCR of the pages that have none, one page a time.

The state on the rows is the truth: what a crash interrupts is still "to read" or "pending" and is taken up again.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from edm.files.hooks import text_ready
from edm.files.images import ImageRefused
from edm.files.kinds import IMAGES, PDF, READABLE
from edm.files.models import Document, DocumentPage
from edm.files.pages import picture_count
from edm.files.pdf import LayerPage, PdfRefused, pdf_layers
from edm.files.prose import is_prose

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
MAX_TEXT = 200_000  # characters of a page
MIN_LETTERS = 200  # fewer than that over a picture is a stamp or a scanner's mark, not the page's text
MIN_PICTURED = 0.3
MAX_STRANGE = 0.1

State = Document.TextState
Source = DocumentPage.Source


def document_read(document_id: int) -> None:
    """Read the text layer of a document that has not been looked at; its scanned pages then wait for OCR.

    Does nothing for a document already read. A file that ends the process three times is given up.
    """
    document = Document.objects.select_related("blob").filter(pk=document_id, text_state=State.TO_READ).first()
    if document is None:
        return
    Document.objects.filter(pk=document_id).update(read_attempts=F("read_attempts") + 1)
    if document.read_attempts >= MAX_ATTEMPTS:
        _store(document, [], error="the reader stopped on it")
        return
    try:
        pages = list(_layers(document))
    except (PdfRefused, ImageRefused, OSError) as error:
        encrypted = isinstance(error, PdfRefused) and error.encrypted
        _store(document, [], error="encrypted" if encrypted else f"damaged: {error}")
        return
    _store(document, pages)


def _layers(document: Document) -> Iterable[DocumentPage]:
    blob = document.blob
    if blob.mime == PDF:
        for number, layer in enumerate(pdf_layers(blob.path), start=1):
            text = tidy(layer.text)
            source = Source.LAYER if has_real_text(layer, text) else Source.PENDING
            yield DocumentPage(document=document, number=number, source=source, text=text)
    elif blob.mime in IMAGES:
        for number in range(1, picture_count(blob.path) + 1):
            yield DocumentPage(document=document, number=number, source=Source.PENDING)
    elif blob.mime in READABLE:
        with blob.path.open("rb") as file:
            data = file.read(MAX_TEXT * 4)
        yield DocumentPage(document=document, number=1, source=Source.LAYER, text=tidy(_decoded(data)))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def has_real_text(layer: LayerPage, text: str) -> bool:
    """Whether the layer is what one reads on the page, rather than a stamp on a scan or broken encoding."""
    if not text:
        return layer.pictured == 0
    letters = [c for c in text if not c.isspace()]
    strange = sum(c == "\ufffd" or unicodedata.category(c) in ("Co", "Cc", "Cn", "Cs") for c in letters)
    if strange > MAX_STRANGE * len(letters):
        return False
    return layer.pictured < MIN_PICTURED or (len(letters) >= MIN_LETTERS and is_prose(text))


def tidy(text: str) -> str:
    """Text as it is stored: composed accents, no control characters, no soft hyphen, bounded."""
    text = unicodedata.normalize("NFC", text.replace("\u00ad", "").replace("\ufffe", ""))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return text[:MAX_TEXT].strip()


@transaction.atomic
def _store(document: Document, pages: list[DocumentPage], error: str = "") -> None:
    """The outcome of the first reading, in one transaction; a second reader changes nothing."""
    locked = Document.objects.select_for_update().filter(pk=document.pk, text_state=State.TO_READ).first()
    if locked is None:
        return
    DocumentPage.objects.filter(document=locked).delete()
    DocumentPage.objects.bulk_create(pages, batch_size=500)
    locked.page_count = len(pages)
    locked.text_error = error[:200]
    if any(page.source == Source.PENDING for page in pages):
        set_state(locked, State.TO_OCR)
    else:
        finish(locked)


def set_state(document: Document, state: str) -> None:
    """Move the reading on, within the caller's transaction."""
    document.text_state = state
    document.text_state_at = timezone.now()
    document.save(update_fields=["text_state", "text_state_at", "text_error", "page_count"])


def finish(document: Document) -> None:
    """All pages are settled: read, or unreadable when none gave a word; within the caller's transaction."""
    some_text = document.pages.exclude(text="").exists()
    set_state(document, State.DONE if some_text else State.UNREADABLE)
    text_ready(document)


def document_text(document: Document) -> str:
    """All the text known by now, a page after the other."""
    texts = document.pages.order_by("number").values_list("text", flat=True)
    return "\n\n".join(text for text in texts if text)


def documents_unread() -> list[int]:
    """The documents whose text layer is to be read, oldest first; at most a hundred."""
    unread = Document.objects.filter(text_state=State.TO_READ)
    return list(unread.order_by("id").values_list("pk", flat=True)[:100])
