"""Reads of the public pages: live ones alone, under the page asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import get_language_info, gettext
from wagtail.models import Page

from cms.pages.chrome import Entry

if TYPE_CHECKING:
    from cms.pages.models import NewsIndexPage, NewsPage

DEPTH_OF_ROOT = 1  # the tree's own root; a town's home page is one below


@dataclass
class Branch:
    title: str
    url: str
    branches: list[Branch] = field(default_factory=list)


def crumbs(page: Page) -> list[Entry]:
    """From the home page to the parent."""
    ancestors = page.get_ancestors().filter(depth__gt=DEPTH_OF_ROOT)
    return [
        Entry(gettext("Home") if ancestor.depth == DEPTH_OF_ROOT + 1 else ancestor.title, ancestor.get_url() or "/")
        for ancestor in ancestors
    ]


def translations(page: Page) -> list[Entry]:
    """The same page in the other languages."""
    return [
        Entry(
            get_language_info(other.locale.language_code)["name_local"].capitalize(),
            other.get_url() or "/",
            other.locale.language_code,
        )
        for other in page.get_translations().live().select_related("locale")
    ]


def tiles_below(page: Page) -> list[Page]:
    """The pages right below, in the editor's order."""
    return list(page.get_children().live().specific())


def news(index: NewsIndexPage) -> QuerySet[NewsPage]:
    """The news of one index, the latest first."""
    from cms.pages.models import NewsPage

    return (
        NewsPage.objects.child_of(index)
        .live()
        .order_by("-date", "-pk")
        .select_related("image")
        .prefetch_related("image__renditions")
    )


def tree(page: Page) -> list[Branch]:
    """All live pages of the site and language of this page, in one query."""
    home = page.get_ancestors().filter(depth=DEPTH_OF_ROOT + 1).get()
    top: list[Branch] = []
    stack: list[tuple[int, list[Branch]]] = [(home.depth, top)]
    for found in home.get_descendants().live().order_by("path"):
        while stack[-1][0] >= found.depth:
            stack.pop()
        branch = Branch(found.title, found.get_url() or "/")
        stack[-1][1].append(branch)
        stack.append((found.depth, branch.branches))
    return top
