"""Paper made white and ink black: grey, shadowed or yellowed pages, pale ink."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageMath, ImageOps

PATCH = 16  # pixels on which the paper's level is looked for
BAND = 512  # rows divided at once, which bounds the memory
GREY = 215  # of 255: paper darker than that…
MUCH = 1 / 6  # …on so much of the page is evened; a coloured heading is less, and its white letters would be lost
LEAST_CONTRAST = 30  # below, there is no ink but the grain of a blank page, not to be made black
BLANK = 0.0002  # a smaller share of ink is no word; the back of a sheet costs no reading
LEAST_INK = 20
INK, PAPER = 0.3, 40  # shares in percent of the page that may become black and white altogether


def evened(image: Image.Image) -> Image.Image:
    """A grey page, its contrast stretched, its paper of one level where it was not."""
    ground = image.reduce(PATCH).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.BoxBlur(3))
    if level(ground, MUCH) < GREY:
        image = _divided(image, ground)
    if level(image, 0.5) - level(image, INK / 100) < LEAST_CONTRAST:
        return image
    return ImageOps.autocontrast(image, cutoff=(INK, PAPER))


def is_blank(image: Image.Image) -> bool:
    """Whether a grey page has no ink at all."""
    return level(image, 0.5) - level(image, BLANK) < LEAST_INK


def _divided(image: Image.Image, ground: Image.Image) -> Image.Image:
    """Each point as a share of the paper's level around it: one threshold then serves the whole page."""
    ground, result = ground.resize(image.size, Image.Resampling.BILINEAR), Image.new("L", image.size)
    for top in range(0, image.height, BAND):
        box = (0, top, image.width, min(image.height, top + BAND))
        share = ImageMath.lambda_eval(
            lambda band: band["convert"](band["min"](band["ink"] * 255 / band["max"](band["paper"], 1), 255), "L"),
            ink=image.crop(box),
            paper=ground.crop(box),
        )
        result.paste(share, box)
    return result


def level(image: Image.Image, share: float) -> int:
    """The level (0 to 255) below which so large a share of the points lies."""
    histogram = image.histogram()
    wanted, passed = share * sum(histogram), 0
    for value, count in enumerate(histogram):
        passed += count
        if passed >= wanted:
            return value
    return 255
