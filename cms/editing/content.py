"""What a page holds, in reading order, whatever its type: its fields and blocks tell it themselves.

Each piece knows its content path ("body.<uuid>.text"), which Wagtail's editor opens and scrolls to
(`#:w:contentpath=…`). A new page type or block needs no line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

HEADING_BLOCKS = {"heading": 2}  # by the block's name; a block may say `heading_level` in its Meta instead


@dataclass(frozen=True)
class Piece:
    path: str


@dataclass(frozen=True)
class Text(Piece):
    """Rich text, as Wagtail stores it: links carry `linktype` and `id`."""

    html: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(f"<div>{self.html}</div>", "html.parser")  # bare words may look like a file's name


@dataclass(frozen=True)
class Heading(Piece):
    level: int
    words: str


@dataclass(frozen=True)
class Picture(Piece):
    image: Any
    alt: str
    decorative: bool
    described: bool = True  # False where the page's template shows it as a decoration


@dataclass(frozen=True)
class Attachment(Piece):
    """A document chosen in a block; None when it is gone."""

    document: Any | None


@dataclass(frozen=True)
class Link(Piece):
    """A block that leads to a page, or else to an address."""

    words: str
    page: Page | None
    address: str
    wanted: bool  # a link that leads nowhere is a mistake, not a choice


@dataclass(frozen=True)
class Table(Piece):
    caption: str
    headings: list[str]


def pieces_of(page: Page) -> Iterator[Piece]:
    """Every piece of the page's own fields, in the order of the model."""
    for field in page._meta.get_fields():
        if not field.concrete or field.model is Page:
            continue
        if isinstance(field, StreamField):
            yield from _stream(getattr(page, field.name), field.name)
        elif isinstance(field, RichTextField):
            yield Text(field.name, getattr(page, field.name) or "")
        elif _is_picture(field) and (image := getattr(page, field.name)):
            yield Picture(field.name, image, image.description, decorative=False, described=False)


def _stream(value: Any, path: str) -> Iterator[Piece]:
    for child in value:
        yield from _block(child.block, child.value, f"{path}.{child.id}")


def _block(block: Any, value: Any, path: str) -> Iterator[Piece]:  # noqa: C901, PLR0912 - one line a kind
    level = getattr(block.meta, "heading_level", None) or HEADING_BLOCKS.get(block.name)
    if isinstance(block, ImageBlock):
        if value:
            yield Picture(path, value, value.contextual_alt_text or "", value.decorative)
    elif isinstance(block, ImageChooserBlock):
        if value:
            yield Picture(path, value, value.description, decorative=False)
    elif isinstance(block, TypedTableBlock):
        if value:
            yield Table(path, value.caption or "", [column["heading"] for column in value.columns])
            for row in value.rows:
                for cell in row:
                    yield from _block(cell.block, cell.value, path)
    elif isinstance(block, blocks.StreamBlock):
        yield from _stream(value, path)
    elif isinstance(block, blocks.ListBlock):
        for bound in value.bound_blocks:
            yield from _block(bound.block, bound.value, f"{path}.{bound.id}")
    elif isinstance(block, blocks.StructBlock):
        yield from _struct(block, value, path)
    elif isinstance(block, DocumentChooserBlock):
        if value or block.required:
            yield Attachment(path, value)
    elif isinstance(block, blocks.PageChooserBlock):
        if value or block.required:
            yield Link(path, value.title if value else "", value, "", wanted=True)
    elif isinstance(block, blocks.RichTextBlock):
        yield Text(path, value.source if value else "")
    elif level and value:
        yield Heading(path, level, str(value))


def _struct(block: Any, value: Any, path: str) -> Iterator[Piece]:
    """A group of blocks; one with a page and an address is a link."""
    children = block.child_blocks
    is_link = "page" in children and "address" in children
    if is_link:
        page, address = value.get("page"), value.get("address") or ""
        words = value.get("title") or (page.title if page else "")
        yield Link(path, words, page, address, wanted=True)
    for name, child in children.items():
        if not (is_link and name == "page"):
            yield from _block(child, value.get(name), f"{path}.{name}")


def _is_picture(field: Any) -> bool:
    return bool(field.many_to_one and field.related_model._meta.label == "wagtailimages.Image")
