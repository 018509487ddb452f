"""A picture is made small as it arrives: what a telephone sends is ten times what a page can show.

The form of Wagtail's images (WAGTAILIMAGES_IMAGE_FORM_BASE): every way in, one picture or several, the chooser of the
editor too, passes by it.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext as _
from PIL import Image as Opened
from PIL import ImageOps
from wagtail.images.forms import BaseImageForm

LARGEST = 2560  # pixels, the longer side: twice the widest frame of the theme
# Telephones take up to 50 million. A JPEG is decoded at a fraction of its size, other formats whole.
MOST_PIXELS = {"JPEG": 64_000_000}
MOST_PIXELS_ELSEWHERE = 24_000_000
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
    "AVIF": {"quality": 75},
}
MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
}


class ImageForm(BaseImageForm):
    """Wagtail's form, whose file comes out small, upright and without the place where it was taken."""

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        return picture_reduced(file) if file and "file" in self.changed_data else file


def picture_reduced(file: Any) -> Any:
    """The same picture with its longer side of 2,560 pixels at most, upright, without metadata (EXIF, GPS).

    A GIF, which may move, stays as it is. The colours' profile is kept. Raises ValidationError for more pixels than
    the server's memory may be asked for: they are counted from the file's header, before anything is decoded.
    """
    file.seek(0)
    picture = Opened.open(file)
    kind = picture.format or ""
    if picture.width * picture.height > MOST_PIXELS.get(kind, MOST_PIXELS_ELSEWHERE):
        message = _("This picture has too many pixels (%(width)s × %(height)s). Make it smaller, then send it again.")
        raise forms.ValidationError(
            message % {"width": picture.width, "height": picture.height}, code="too_many_pixels"
        )
    if kind not in OPTIONS:
        file.seek(0)
        return file
    try:
        small = _small(picture, kind)
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for a file cut short or damaged
        message = _("This picture cannot be read: the file is damaged. Send it again, or another one.")
        raise forms.ValidationError(message, code="invalid_image") from error
    bytes_ = io.BytesIO()
    small.save(bytes_, kind, icc_profile=picture.info.get("icc_profile"), **OPTIONS[kind])
    name, size = PurePosixPath(file.name).name, bytes_.tell()
    bytes_.seek(0)
    return InMemoryUploadedFile(bytes_, "file", name, Opened.MIME[kind], size, None)


def _small(picture: Any, kind: str) -> Any:
    """Decoded near the size it will have (`draft`, for JPEG), reduced, then turned as its EXIF says."""
    picture.draft(None, (LARGEST, LARGEST))
    picture.thumbnail((LARGEST, LARGEST), Opened.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in MODES[kind]:
        upright = upright.convert("RGBA" if upright.has_transparency_data and kind != "JPEG" else "RGB")
    return upright
