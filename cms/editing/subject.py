"""A page with all that the rules ask about it, fetched in a few queries whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import pypdfium2
from bs4 import Tag
from django.core.cache import cache
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.editing.content import Attachment, Link, Piece, Text, pieces_of
from edm.organisation.admin_api import id_read
from edm.organisation.api import Town, pages_of, town_of_page

Kind = TypeVar("Kind", bound=Piece)
MONTH = 30 * 24 * 3600
UNREADABLE = "?"


class Subject:
    """A page, or a draft of it, before the rules.

    `fresh_on`: the day of the last publication or review, None before the first. `phone_bytes`: as last measured.
    """

    def __init__(self, page: Page, *, fresh_on: date | None = None, phone_bytes: int = 0) -> None:
        self.page = page
        self.fresh_on = fresh_on
        self.phone_bytes = phone_bytes

    @cached_property
    def town(self) -> Town | None:
        return town_of_page(self.page)

    @cached_property
    def pieces(self) -> list[Piece]:
        return list(pieces_of(self.page))

    def of(self, kind: type[Kind]) -> Iterator[Kind]:
        return (piece for piece in self.pieces if isinstance(piece, kind))

    def links_in_text(self) -> Iterator[tuple[str, str, Tag]]:
        """(path, words, tag) of each link of the rich texts."""
        for piece in self.of(Text):
            for tag in piece.soup.find_all("a"):
                yield piece.path, tag.get_text(), tag

    def page_state(self, key: Any) -> str:
        """Of a page that is linked: live, draft (never published yet) or gone (taken down, deleted, another town's)."""
        return self._pages.get(id_read(key) or 0, "gone")

    def document(self, key: Any) -> Any | None:
        """A document of the town's; None when it is gone."""
        return self._documents.get(id_read(key) or 0)

    def documents(self) -> Iterator[tuple[str, Any]]:
        """(path, document) of each document of the page that still exists."""
        for path, key in self._document_keys():
            if document := self.document(key):
                yield path, document

    @staticmethod
    def pdf_title(document: Any) -> str | None:
        """The title in a PDF's properties; None for what is no PDF or cannot be read. Read once for each content."""
        if document.file_extension.lower() != "pdf":
            return None
        key = f"pdf-title-{document.get_file_hash()}"
        title = cache.get(key)
        if title is None:
            cache.set(key, title := _pdf_title(document), MONTH)
        return None if title == UNREADABLE else title

    def _document_keys(self) -> Iterator[tuple[str, Any]]:
        for path, _words, tag in self.links_in_text():
            if tag.get("linktype") == "document":
                yield path, tag.get("id")
        for piece in self.of(Attachment):
            if piece.document is not None:
                yield piece.path, piece.document.pk

    @cached_property
    def _pages(self) -> dict[int, str]:
        asked = {tag.get("id") for _path, _words, tag in self.links_in_text() if tag.get("linktype") == "page"}
        asked |= {piece.page.pk for piece in self.of(Link) if piece.page is not None}
        wanted = {number for key in asked if (number := id_read(key))}
        if not wanted or self.town is None:
            return {}
        rows = pages_of(self.town).filter(pk__in=wanted).values_list("pk", "live", "first_published_at")
        return {pk: "live" if live else "gone" if published else "draft" for pk, live, published in rows}

    @cached_property
    def _documents(self) -> dict[int, Any]:
        wanted = {number for _path, key in self._document_keys() if (number := id_read(key))}
        if not wanted or self.town is None or self.town.collection is None:
            return {}
        rows = get_document_model().objects.filter(collection__path__startswith=self.town.collection.path)
        return rows.in_bulk(wanted)


def _pdf_title(document: Any) -> str:
    """Wagtail's documents are few and of the town's own making; one that PDFium cannot open is told by nobody here."""
    try:
        with document.open_file() as file:
            opened = pypdfium2.PdfDocument(file.read())
            try:
                return str(opened.get_metadata_value("Title")).strip()
            finally:
                opened.close()
    except (OSError, pypdfium2.PdfiumError):
        return UNREADABLE


def fresh_day(page: Page, reviewed_on: date | None) -> date | None:
    """The day a page was last published or read again, the later of both."""
    published = timezone.localdate(page.last_published_at) if page.last_published_at else None
    return max((day for day in (published, reviewed_on) if day), default=None)
