"""OCR of the pages that wait for it, one a call, in whatever process calls; one process at a time."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from edm.files.images import DAMAGED, ImageRefused
from edm.files.models import Document, DocumentPage
from edm.files.pdf import PdfRefused
from edm.files.reading import MAX_ATTEMPTS, Source, State, finish, tidy
from edm.files.recognition import PageText, recognise_page
from edm.files.tesseract import OcrFailed, ocr_available

logger = logging.getLogger(__name__)


def ocr_waits() -> bool:
    """Whether a page waits that can be recognised here: asked before a process is forked for it."""
    return ocr_available() and DocumentPage.objects.filter(source=Source.PENDING).exists()


def ocr_next() -> bool:
    """Recognise one waiting page; False when none waits, OCR is not installed, or another process does it."""
    if not ocr_available():
        return False
    with _alone() as alone:
        if not alone:
            return False
        waiting = DocumentPage.objects.filter(source=Source.PENDING)
        # Pages that failed come after those that were not tried, so that none blocks the others.
        page = waiting.select_related("document__blob").order_by("attempts", "id").first()
        if page is None:
            return False
        # Counted first: a page that ends this very process is not tried for ever.
        DocumentPage.objects.filter(pk=page.pk).update(attempts=F("attempts") + 1)
        page.attempts += 1
        if page.attempts > MAX_ATTEMPTS:
            _settle(page, None)
            return True
        try:
            outcome = recognise_page(page.document.blob, page.number, page.text)
        except (OcrFailed, ImageRefused, PdfRefused, MemoryError, *DAMAGED) as error:
            logger.warning("OCR of page %s of document %s: %s", page.number, page.document_id, error)
            if page.attempts >= MAX_ATTEMPTS:
                _settle(page, None)
            return True
        _settle(page, outcome)
        return True


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock that the kernel releases when its process dies, however it dies."""
    folder = Path(settings.PARVIS_DATA) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "ocr.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@transaction.atomic
def _settle(page: DocumentPage, outcome: PageText | None) -> None:
    document = Document.objects.select_for_update().get(pk=page.document_id)
    settled = DocumentPage.objects.filter(pk=page.pk, source=Source.PENDING)
    if outcome is None:
        settled.update(source=Source.FAILED)
    else:
        settled.update(
            source=Source.OCR,
            text=tidy(outcome.text),
            confidence=outcome.confidence,
            rotation=outcome.rotation,
        )
    if not document.pages.filter(source=Source.PENDING).exists() and document.text_state == State.TO_OCR:
        finish(document)


def requeue_stuck() -> int:
    """Set right what a crash left half-way: documents whose pages are all settled; return how many."""
    waiting = Document.objects.filter(text_state=State.TO_OCR)
    stuck = list(waiting.exclude(pages__source=Source.PENDING).values_list("pk", flat=True))
    for pk in stuck:
        with transaction.atomic():
            document = Document.objects.select_for_update().filter(pk=pk, text_state=State.TO_OCR).first()
            if document is not None:
                finish(document)
    return len(stuck)
