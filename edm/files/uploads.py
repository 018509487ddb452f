"""What a citizen may send: how heavy, how many, and what kinds of file, by the bytes and not by the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from edm.files.images import ImageRefused, image_size
from edm.files.kinds import DOCX, HEAD_BYTES, HEIC, IMAGES, JPEG, ODT, PDF, PNG, WEBP, mime_of
from edm.files.names import clean_name

ACCEPTED = frozenset({PDF, JPEG, PNG, HEIC, WEBP, ODT, DOCX})
# For the `accept` attribute of a file field: a help to the person who chooses, never the check.
ACCEPT_ATTRIBUTE = ".pdf,.jpg,.jpeg,.png,.heic,.webp,.odt,.docx"
MEGABYTE = 1024 * 1024


class FileRefused(Exception):
    """The file is not kept; `message` says why and what to do, in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def weight(size: int) -> str:
    """A size as people say it: 34 MB, 2.5 MB, 180 KB."""
    if size >= MEGABYTE:
        megabytes = size / MEGABYTE
        return _("%(n)s MB") % {"n": number_format(megabytes, 0 if megabytes >= 10 or size % MEGABYTE == 0 else 1)}
    return _("%(n)s KB") % {"n": number_format(max(1, round(size / 1024)), 0)}


def check_count(uploads: Sequence[object]) -> None:
    """Refuse more files in one field than PARVIS_UPLOAD_MAX_FILES."""
    limit = settings.PARVIS_UPLOAD_MAX_FILES
    if len(uploads) > limit:
        raise FileRefused(
            ngettext(
                "Send %(limit)s file at most: you chose %(count)s.",
                "Send %(limit)s files at most: you chose %(count)s.",
                limit,
            )
            % {"limit": limit, "count": len(uploads)}
        )


def check_upload(upload: UploadedFile, allowed: frozenset[str] | None = None) -> str:
    """The media type of an acceptable upload; FileRefused otherwise."""
    name, size, limit = clean_name(upload.name or ""), upload.size or 0, settings.PARVIS_UPLOAD_MAX_BYTES
    if not size:
        raise FileRefused(_("“%(name)s” is empty: choose the file again.") % {"name": name})
    if size > limit:
        shown, most = weight(size), weight(limit)
        if shown == most:  # a few bytes too many
            shown = _("more than %(size)s") % {"size": most}
        raise FileRefused(
            _("“%(name)s” weighs %(size)s, the maximum is %(limit)s.") % {"name": name, "size": shown, "limit": most}
        )
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    mime = _upload_mime(upload, head)
    if mime not in (ACCEPTED if allowed is None else allowed):
        raise FileRefused(_("“%(name)s” cannot be accepted: send a PDF or a photo.") % {"name": name})
    if mime in IMAGES:
        upload.seek(0)
        try:
            image_size(upload)
        except ImageRefused as error:
            message = (
                _("“%(name)s” is too large a picture: send it at a lower resolution.")
                if error.too_large
                else _("“%(name)s” cannot be opened: take the photo again or send a PDF.")
            )
            raise FileRefused(message % {"name": name}) from error
    return mime


def _upload_mime(upload: UploadedFile, head: bytes) -> str:
    if head[:2] != b"PK":
        return mime_of(head)
    if isinstance(upload, TemporaryUploadedFile):
        return mime_of(head, Path(upload.temporary_file_path()))
    upload.seek(0)
    return mime_of(upload.read())
