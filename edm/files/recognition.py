"""What is done to one page so that it is read: rendering, levelling, turning, each only when it is needed.

No orientation is looked for beforehand (0.6 s a page): Tesseract reads text that lies on one side, and the shape of
its words' boxes tells; what stands on its head comes out with a confidence of 30 to 45, against 90 and more.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageOps, ImageStat

from edm.files.images import flattened
from edm.files.kinds import PDF
from edm.files.models import Blob
from edm.files.pages import picture_page, turned
from edm.files.pdf import pdf_render
from edm.files.tesseract import Recognised, recognise

DPI = 300
A4_LONG_SIDE = 3508  # pixels of an A4 page's long side at 300 dpi
MOST_ENLARGED = 4.5  # an A4 page of 70 dpi; what is smaller is a logo or a thumbnail, and no page to enlarge
GOOD = 70.0  # mean confidence above which a page stood upright and was read
FAINT_GROUND = 215  # a page whose paper is darker than that (of 255), or whose ink is hardly darker than it
FAINT_INK = 120
LEVEL_FROM = 1.5  # degrees; below, Tesseract reads as well


@dataclass(frozen=True)
class PageText:
    """What OCR gave: text, mean confidence (0 to 100; None on a blank page), the turn that put it upright."""

    text: str
    confidence: float | None
    rotation: int


def recognise_page(blob: Blob, number: int, layer: str = "") -> PageText:
    """Recognise page `number` of a stored file; `layer`: a text the page already had, kept if OCR finds nothing.

    Raises OcrFailed, ImageRefused, PdfRefused.
    """
    image = page_for_ocr(blob, number)
    if angle := tilt(image):
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    faint = is_faint(image)
    best = recognise(image, dpi=DPI, adaptive=faint)
    if not best.words:
        return PageText(layer, None, 0)
    rotation = 270 if best.sideways else 0
    if best.confidence < GOOD:
        other_way = (rotation + 180) % 360
        second = recognise(turned(image, other_way), dpi=DPI, adaptive=faint)
        if second.confidence > best.confidence:
            best, rotation = second, other_way
    if best.confidence < GOOD and not faint:
        third = recognise(turned(image, rotation), dpi=DPI, adaptive=True)
        best = max(best, third, key=_score)
    return PageText(best.text, best.confidence, rotation)


def _score(result: Recognised) -> float:
    return result.confidence * result.words


def page_for_ocr(blob: Blob, number: int) -> Image.Image:
    """The page in grey at about 300 dpi."""
    if blob.mime == PDF:
        return pdf_render(blob.path, number, dpi=DPI, grey=True).convert("L")
    image = flattened(picture_page(blob.path, number)).convert("L")
    scale = min(MOST_ENLARGED, A4_LONG_SIDE / max(image.size))
    if abs(scale - 1) < 0.1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def is_faint(image: Image.Image) -> bool:
    """Grey paper or pale ink: one threshold for the whole page would lose lines."""
    histogram = image.reduce(4).histogram()
    ground = _level(histogram, 0.5)
    return ground < FAINT_GROUND or ground - _level(histogram, 0.005) < FAINT_INK


def _level(histogram: list[int], share: float) -> int:
    wanted, passed = share * sum(histogram), 0
    for level, count in enumerate(histogram):
        passed += count
        if passed >= wanted:
            return level
    return 255


def tilt(image: Image.Image) -> float:
    """Degrees, counter-clockwise, that make the lines of text level; 0 when they nearly are or it is not clear.

    Level lines give the rows of a page the most unequal amounts of ink. Costs 30 ms.
    """
    small = ImageOps.invert(ImageOps.autocontrast(image.reduce(max(1, max(image.size) // 440))))
    width, height = small.size
    small = small.crop((width // 12, height // 12, width - width // 12, height - height // 12))

    def unevenness(angle: float) -> float:
        rows = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=0)
        return float(ImageStat.Stat(rows.resize((1, rows.height), Image.Resampling.BOX)).var[0])

    coarse = max((step / 2 for step in range(-12, 13)), key=unevenness)
    angle = max((coarse + step / 8 for step in range(-3, 4)), key=unevenness)
    if abs(angle) < LEVEL_FROM or unevenness(angle) < 1.15 * unevenness(0):
        return 0.0
    return angle
