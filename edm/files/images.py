"""Pictures opened with care: what they weigh once unpacked is bounded, and they are put upright."""

from __future__ import annotations

import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()

# Pillow warns above this and refuses twice as much; a picture is never unpacked to more bytes than the second.
MAX_PIXELS = 150_000_000
MAX_UNPACKED_BYTES = 300_000_000
FAX = (1.5, 2.5)  # times as many points across as down: 204 by 98 an inch in the standard's coarse mode
warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we bound it ourselves, below
DAMAGED = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError)


class ImageRefused(Exception):
    """The picture cannot be opened, or is `too_large` to be."""

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


def image_open(source: Any) -> Image.Image:
    """Open a picture without unpacking it. Raises ImageRefused."""
    try:
        image = Image.open(source)
    except Image.DecompressionBombError as error:
        raise ImageRefused(str(error), too_large=True) from error
    except DAMAGED as error:
        raise ImageRefused(str(error)) from error
    check_size(image)
    return image


def check_size(image: Image.Image) -> None:
    """Raises ImageRefused when the picture as it stands (this frame) is too large to unpack."""
    pixels = image.width * image.height
    if pixels > MAX_PIXELS or pixels * len(image.getbands()) > MAX_UNPACKED_BYTES:
        raise ImageRefused(f"{image.width} x {image.height}", too_large=True)


def image_size(source: Any) -> tuple[int, int]:
    """Width and height in pixels, read from the header. Raises ImageRefused."""
    return image_open(source).size


def upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera noted (EXIF), the oblong points of a fax made square."""
    across, down = map(float, image.info.get("dpi", (1, 1)))
    if image.mode == "1" and down and FAX[0] < across / down < FAX[1]:
        image = image.convert("L").resize((image.width, round(image.height * across / down)))
    return ImageOps.exif_transpose(image) or image


def flattened(image: Image.Image) -> Image.Image:
    """Grey or RGB, what was transparent being white."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I"):  # 16 bits a pixel, of which the upper eight are kept
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("1", "F"):
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")
