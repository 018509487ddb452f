"""What is done to one page so that it is read: which way up it stands, levelling, evening, each as it is needed.

Tesseract reads text that lies on one side, and the shape of its words' boxes tells; what stands on its head comes
out with a confidence of 30 to 45, against 80 and more. A small piece is enough to know it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

from edm.files.evening import evened, is_blank, level
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
HEADLONG = 50.0  # and below which it most likely stands on its head; handwriting lies between
PIECE = 500  # pixels: a square of 4 cm, some eight lines
FEW_WORDS = 5
UNREAD = 0.2  # share of the black ink under no word, from which a stamp may have hidden lines
BLACK = 110
DARK = 80  # of 255: a page of which half is darker is a negative
LEVEL_FROM = 1.5  # degrees; below, Tesseract reads as well


@dataclass(frozen=True)
class PageText:
    """What OCR gave: text, mean confidence (0 to 100; None on a blank page), the turn that put it upright."""

    text: str
    confidence: float | None
    rotation: int


def recognise_page(blob: Blob, number: int, layer: str = "") -> PageText:
    """Recognise page `number` of a stored file; `layer`: a text the page already had, kept if OCR finds little.

    Raises OcrFailed, ImageRefused, PdfRefused.
    """
    image = page_for_ocr(blob, number)
    if is_blank(image):
        return PageText(layer, None, 0)
    rotation, sure = orientation(image)
    page = prepared(image, rotation)
    best = recognise(page, dpi=DPI)
    if not best.words:
        return PageText(layer, None, 0)
    if not sure and best.confidence < GOOD:
        rotation, page, best = _other_way(image, rotation, page, best)
    if best.confidence < GOOD:  # specks, perhaps
        best = max(best, recognise(page.filter(ImageFilter.MedianFilter(3)), dpi=DPI), key=_score)
    if unread_ink(page, best) > UNREAD:
        black = prepared(page_for_ocr(blob, number, without_colour=True), rotation)
        if unread_ink(black, best) > UNREAD and coloured(page, black):
            best = max(best, recognise(black, dpi=DPI), key=_score)
    text = f"{best.text}\n\n{layer}" if layer and best.confidence < GOOD else best.text
    return PageText(text, best.confidence, rotation)


def _other_way(
    image: Image.Image, rotation: int, page: Image.Image, best: Recognised
) -> tuple[int, Image.Image, Recognised]:
    """The reading of the page the other way up, when it is the better one."""
    lying = rotation + 270 if best.sideways else rotation
    turn = (lying + 180) % 360
    other = prepared(image, turn)
    second = recognise(other, dpi=DPI)
    return (turn, other, second) if second.confidence > best.confidence else (lying % 360, page, best)


def _score(result: Recognised) -> float:
    return result.confidence * result.words


def page_for_ocr(blob: Blob, number: int, *, without_colour: bool = False) -> Image.Image:
    """The page in grey at about 300 dpi; `without_colour`: of coloured ink, stamps say, as little as can be."""
    if blob.mime == PDF:
        page = pdf_render(blob.path, number, dpi=DPI, grey=not without_colour)
        return _positive(_lightest(page) if without_colour else page.convert("L"))
    page = flattened(picture_page(blob.path, number))
    image = _positive(_lightest(page) if without_colour else page.convert("L"))
    scale = min(MOST_ENLARGED, A4_LONG_SIDE / max(image.size))
    if abs(scale - 1) < 0.1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _positive(image: Image.Image) -> Image.Image:
    """Black on white: a photocopy of a film is the other way round."""
    return ImageOps.invert(image) if level(image, 0.5) < DARK else image


def _lightest(image: Image.Image) -> Image.Image:
    """The lightest of each point's colours: black ink stays, coloured ink goes."""
    if image.mode != "RGB":
        return image.convert("L")
    red, green, blue = image.split()
    return ImageChops.lighter(red, ImageChops.lighter(green, blue))


def prepared(image: Image.Image, rotation: int) -> Image.Image:
    """The page upright, its lines level, its paper white."""
    page = turned(image, rotation)
    if angle := tilt(page):
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return evened(page)


def orientation(image: Image.Image) -> tuple[int, bool]:
    """The turn (clockwise degrees) that puts the page upright, and whether it is sure; by reading a piece of it."""
    piece = recognise(evened(busiest(image)), dpi=DPI)
    if piece.words < FEW_WORDS:
        return 0, False
    rotation = 270 if piece.sideways else 0
    if piece.confidence < HEADLONG:
        return (rotation + 180) % 360, False
    return rotation, piece.confidence >= GOOD


def busiest(image: Image.Image) -> Image.Image:
    """The square where most edges are: text rather than paper."""
    step = PIECE // 2
    edges = ImageOps.autocontrast(image.reduce(8), cutoff=1).filter(ImageFilter.FIND_EDGES)
    columns, rows = max(1, image.width // step), max(1, image.height // step)
    amounts = edges.point(lambda level: 255 * (level > 60)).resize((columns, rows), Image.Resampling.BOX)
    # The mean of each 2 x 2 neighbours.
    squares = amounts.resize((max(1, columns - 1), max(1, rows - 1)), Image.Resampling.BILINEAR)
    levels = squares.tobytes()
    index = levels.index(max(levels))
    left = min(index % squares.width * step, max(0, image.width - PIECE))
    top = min(index // squares.width * step, max(0, image.height - PIECE))
    return image.crop((left, top, min(image.width, left + PIECE), min(image.height, top + PIECE)))


def unread_ink(page: Image.Image, result: Recognised) -> float:
    """The share (0 to 1) of the page's black points that lie under no word."""
    black = page.point(lambda level: 255 * (level < BLACK))
    inked = ImageStat.Stat(black).sum[0]
    draw = ImageDraw.Draw(black)
    for left, top, width, height in result.boxes:
        draw.rectangle((left, top, left + width, top + height), fill=0)
    return float(ImageStat.Stat(black).sum[0] / inked) if inked else 0.0


def coloured(page: Image.Image, black: Image.Image) -> bool:
    """Whether a page lost ink with its colours."""
    return float(ImageStat.Stat(black.reduce(4)).mean[0]) > float(ImageStat.Stat(page.reduce(4)).mean[0]) + 0.5


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
