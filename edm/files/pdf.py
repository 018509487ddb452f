"""PDF by pdfium: the text layer (1 ms a page) and pages as pictures.

pdfium is not thread-safe: every call is under one lock, and nothing of it leaves this module.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from edm.files.prose import is_prose

_lock = threading.RLock()
POINTS_PER_INCH = 72
MAX_RENDERED_PIXELS = 40_000_000  # an A2 at 300 dpi; larger plans are rendered coarser
IMAGE_DEPTH = 3  # how deep in nested forms a scan is looked for


class PdfRefused(Exception):
    """The file cannot be opened; `encrypted` when a password is asked."""

    def __init__(self, message: str, *, encrypted: bool = False) -> None:
        super().__init__(message)
        self.encrypted = encrypted


@dataclass(frozen=True)
class LayerPage:
    """The text layer of one page, and how much of the page pictures cover (0 to 1)."""

    text: str
    pictured: float


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    with _lock:
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            encrypted = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
            raise PdfRefused(str(error), encrypted=encrypted) from error
        try:
            yield document
        finally:
            document.close()


def pdf_layers(path: Path) -> Iterator[LayerPage]:
    """Each page's text layer, in order. Raises PdfRefused; a page that cannot be loaded has no text."""
    with _opened(path) as document:
        if not len(document):
            raise PdfRefused("no page")
        for index in range(len(document)):
            try:
                page = document[index]
            except pdfium.PdfiumError:
                yield LayerPage("", 1.0)
                continue
            try:
                text = _text(page)
                # Only a page whose text is doubtful is looked at closer: walking its objects costs more.
                yield LayerPage(text, _pictured(page) if len(text) < 400 or not is_prose(text) else 0.0)
            finally:
                page.close()


def _text(page: pdfium.PdfPage) -> str:
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return ""
    try:
        return text_page.get_text_bounded(errors="replace").replace("\x00", "").replace("\r\n", "\n").strip()
    finally:
        text_page.close()


def _pictured(page: pdfium.PdfPage) -> float:
    """The share of the page under its largest picture; shading and outlines drawn as paths count as one."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    largest = 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=IMAGE_DEPTH):
        left, bottom, right, top = item.get_bounds()
        largest = max(largest, abs((right - left) * (top - bottom)))
    return min(1.0, largest / area)


def pdf_render(path: Path, number: int, *, width: int | None = None, dpi: int = 150, grey: bool = False) -> Image.Image:
    """Page `number` (from 1) as a picture, `width` pixels wide or at `dpi`. Raises PdfRefused."""
    with _opened(path) as document:
        try:
            document.init_forms()  # so that what was typed in a form is drawn
            page = document[number - 1]
            page_width, page_height = page.get_size()
            scale = width / page_width if width else dpi / POINTS_PER_INCH
            scale = min(scale, (MAX_RENDERED_PIXELS / max(1.0, page_width * page_height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=grey, rev_byteorder=True)
            # A copy: the bitmap's memory is pdfium's.
            return bitmap.to_pil().copy()
        except (pdfium.PdfiumError, IndexError, ValueError, ZeroDivisionError) as error:
            raise PdfRefused(str(error)) from error
