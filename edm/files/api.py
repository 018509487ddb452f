"""What others may use of edm.files; all the rest is private to it.

Bytes are stored once under their SHA-256 and never change; a Document gives them a name and a town, and its text
is read afterwards. Who may open a document is decided by what it belongs to, never here.
"""

from __future__ import annotations

from typing import BinaryIO, cast

from edm.files.hooks import on_text_ready
from edm.files.models import Blob, Document
from edm.files.ocr import ocr_next, ocr_waits, requeue_stuck
from edm.files.pages import PageUnavailable, page_image
from edm.files.reading import document_read, document_text, documents_unread
from edm.files.services import document_create, document_discard, document_for_blob, document_is_held, upload_accept
from edm.files.store import Problem, blob_store, store_tidy, verify
from edm.files.tesseract import ocr_available
from edm.files.uploads import ACCEPT_ATTRIBUTE, FileRefused, check_count, weight

__all__ = [
    "ACCEPT_ATTRIBUTE",
    "Blob",
    "Document",
    "FileRefused",
    "PageUnavailable",
    "Problem",
    "blob_store",
    "check_count",
    "document_create",
    "document_discard",
    "document_for_blob",
    "document_is_held",
    "document_read",
    "document_text",
    "documents_unread",
    "ocr_available",
    "ocr_next",
    "ocr_waits",
    "on_text_ready",
    "open_original",
    "page_count",
    "page_image",
    "requeue_stuck",
    "store_tidy",
    "upload_accept",
    "verify",
    "weight",
]


def open_original(document: Document) -> BinaryIO:
    """The document's bytes, as they came; the caller closes it. FileNotFoundError if the store lost them."""
    return cast(BinaryIO, document.blob.path.open("rb"))


def page_count(document: Document) -> int:
    """How many pages `page_image` can show; 0 before the document was read, or when it cannot be."""
    return document.page_count
