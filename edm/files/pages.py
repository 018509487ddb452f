"""A document's pages as pictures, upright, for the screen and for OCR."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from edm.files.images import DAMAGED, ImageRefused, check_size, flattened, image_open, upright
from edm.files.kinds import IMAGES, PDF
from edm.files.models import Document, DocumentPage
from edm.files.pdf import PdfRefused, pdf_render

MAX_WIDTH = 2400
QUALITY = 80


class PageUnavailable(Exception):
    """There is no such page, or the file cannot be shown: offer the original."""


def page_image(document: Document, number: int, width: int = 900) -> bytes:
    """Page `number` (from 1) as a JPEG, upright, at most `width` pixels wide. Raises PageUnavailable.

    Not kept on disk: a page costs a few milliseconds, and the browser keeps it (bytes never change).
    """
    width = max(16, min(width, MAX_WIDTH))
    blob = document.blob
    page = DocumentPage.objects.filter(document=document, number=number).only("rotation").first()
    rotation = page.rotation if page else 0
    if number < 1 or document.text_state == Document.TextState.NONE or number > max(1, document.page_count):
        raise PageUnavailable(f"{document} has no page {number}")
    try:
        if blob.mime == PDF:
            sideways = rotation in (90, 270)
            image = pdf_render(blob.path, number, width=None if sideways else width)
        elif blob.mime in IMAGES:
            image = picture_page(blob.path, number, width=width)
        else:
            raise PageUnavailable(f"{blob.mime} is not shown as pages")
        image = turned(flattened(image), rotation)
        if image.width > width:
            height = max(1, round(image.height * width / image.width))
            image = image.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
        target = io.BytesIO()
        image.save(target, "JPEG", quality=QUALITY)
    except (ImageRefused, PdfRefused, *DAMAGED) as error:
        raise PageUnavailable(str(error)) from error
    return target.getvalue()


def turned(image: Image.Image, rotation: int) -> Image.Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    turns = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[rotation]) if rotation in turns else image


def picture_page(path: Path, number: int, *, width: int | None = None) -> Image.Image:
    """Frame `number` of a picture file, turned as its camera noted. Raises ImageRefused."""
    with image_open(path) as image:
        try:
            image.seek(number - 1)
            check_size(image)
            if width and image.format == "JPEG":
                # A JPEG unpacks to a half, a quarter or an eighth at once; a side may be the other after turning.
                image.draft(None, (width, width))
            image.load()
            standing = upright(image)
            if width and standing.mode in ("L", "RGB", "RGBA") and (factor := min(standing.size) // width) > 1:
                return standing.reduce(factor)
            return standing.copy()
        except DAMAGED as error:
            raise ImageRefused(str(error)) from error


def picture_count(path: Path) -> int:
    """How many pages a picture file has: the frames of a TIFF, one of any other. Raises ImageRefused."""
    with image_open(path) as image:
        if image.format != "TIFF":
            return 1
        try:
            return int(getattr(image, "n_frames", 1))
        except DAMAGED as error:
            raise ImageRefused(str(error)) from error
