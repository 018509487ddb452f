"""What kind of file these bytes are, whatever their name says."""

from __future__ import annotations

import io
import re
import zipfile
from email.parser import BytesHeaderParser
from pathlib import Path

import filetype

HEAD_BYTES = 8192

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
HEIC = "image/heic"
WEBP = "image/webp"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
EMAIL = "message/rfc822"
UNKNOWN = "application/octet-stream"

IMAGES = frozenset({JPEG, PNG, TIFF, HEIC, WEBP, "image/gif", "image/bmp"})
READABLE = IMAGES | {PDF, TEXT}  # what text is read from
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
    HEIC: (".heic", ".heif"),
    WEBP: (".webp",),
    ODT: (".odt",),
    DOCX: (".docx",),
    TEXT: (".txt", ".text", ".md", ".csv"),
    EMAIL: (".eml",),
}
ALIASES = {"image/apng": PNG, "image/heif": HEIC}
MAIL_HEADERS = {"from", "to", "subject", "date", "received", "message-id", "return-path"}
MARKUP = re.compile(rb"^\s*<(!doctype html|html|svg|\?xml|script|head|body)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def mime_of(head: bytes, path: Path | None = None) -> str:
    """The media type of a file from its first bytes; `path` lets a ZIP container be looked into."""
    if b"%PDF-" in head[:1024]:  # the standard lets some bytes stand before it
        return PDF
    if head[:2] == b"PK":
        return _container(head, path)
    kind = filetype.guess(head)
    if kind is not None:
        return ALIASES.get(kind.mime, str(kind.mime))
    return _text(head)


def _container(head: bytes, path: Path | None) -> str:
    try:
        with zipfile.ZipFile(path or io.BytesIO(head)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    declared = entry.read(100).decode("ascii", "replace").strip()
                if declared == ODT and "content.xml" in names:
                    return ODT
            if "word/document.xml" in names and "word/vbaProject.bin" not in names:
                return DOCX
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        pass
    return "application/zip"


def _text(head: bytes) -> str:
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "text/html" if b"<svg" not in head[:500].lower() else "image/svg+xml"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character; elsewhere it is another encoding.
        text = head.decode("utf-8", "ignore") if error.start > len(head) - 4 else head.decode("cp1252", "replace")
    if not head or CONTROL.search(text):
        return UNKNOWN
    headers = {name.lower() for name in BytesHeaderParser().parsebytes(head)}
    return EMAIL if len(headers & MAIL_HEADERS) >= 3 else TEXT
