"""What is done to one page so that it is read: rendering, turning, cleaning, each only when it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from edm.files.images import flattened
from edm.files.kinds import PDF
from edm.files.models import Blob
from edm.files.pages import picture_page, turned
from edm.files.pdf import pdf_render
from edm.files.tesseract import Recognised, orientation, recognise

DPI = 300
A4_LONG_SIDE = 3508  # pixels of an A4 page's long side at 300 dpi
GOOD = 70.0  # mean confidence above which a page stood upright and was read


@dataclass(frozen=True)
class PageText:
    """What OCR gave: text, mean confidence (0 to 100; None on a blank page), the turn that put it upright."""

    text: str
    confidence: float | None
    rotation: int


def recognise_page(blob: Blob, number: int, layer: str = "") -> PageText:
    """Recognise page `number` of a stored file; `layer`: a text the page already had, kept if OCR finds less."""
    image = page_for_ocr(blob, number)
    first = recognise(image, dpi=DPI)
    rotation = 0
    if first.confidence < GOOD:
        rotation, _confidence = orientation(image, dpi=DPI)
        if rotation:
            second = recognise(turned(image, rotation), dpi=DPI)
            first = max(first, second, key=_score)
    text = first.text if first.words or not layer else layer
    return PageText(text, first.confidence, rotation)


def _score(result: Recognised) -> float:
    return result.confidence * result.words


def page_for_ocr(blob: Blob, number: int) -> Image.Image:
    """The page in grey at about 300 dpi."""
    if blob.mime == PDF:
        return pdf_render(blob.path, number, dpi=DPI, grey=True)
    image = flattened(picture_page(blob.path, number)).convert("L")
    long_side = max(image.size)
    scale = A4_LONG_SIDE / long_side
    if abs(scale - 1) > 0.1:
        image = image.resize(
            (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS
        )
    return image
