"""Reads of the public pages: live ones alone, under the page asked about."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import get_language_info, gettext
from wagtail.models import Page

from cms.pages.chrome import Entry

if TYPE_CHECKING:
    from cms.pages.models import NewsCategory, NewsIndexPage, NewsPage

RELATED = 3
DEPTH_OF_ROOT = 1  # the tree's own root; a town's home page is one below


@dataclass
class Branch:
    title: str
    url: str
    branches: list[Branch] = field(default_factory=list)


def around(page: Page) -> tuple[list[Entry], list[Entry]]:
    """From the home page to the parent, and the same page in the other languages: one query for both."""
    above = [page.path[: page.steplen * depth] for depth in range(DEPTH_OF_ROOT + 1, page.depth)]
    translated = Q(translation_key=page.translation_key, live=True)
    found = Page.objects.filter(Q(path__in=above) | translated).exclude(pk=page.pk).select_related("locale")
    crumbs, translations = [], []
    for other in found.order_by("path"):
        if other.path in above:
            name = gettext("Home") if other.depth == DEPTH_OF_ROOT + 1 else other.title
            crumbs.append(Entry(name, other.get_url() or "/"))
        else:
            code = other.locale.language_code
            name = get_language_info(code)["name_local"].capitalize()
            translations.append(Entry(name, other.get_url() or "/", code))
    return crumbs, translations


def tiles_below(page: Page) -> list[Page]:
    """The pages right below, in the editor's order."""
    return list(page.get_children().live().specific())


def news(index: NewsIndexPage, category: NewsCategory | None = None) -> QuerySet[NewsPage]:
    """The news of one index, the latest first; all of it, or one topic."""
    from cms.pages.models import NewsPage

    found = NewsPage.objects.child_of(index).live().filter(**({"category": category} if category else {}))
    return (
        found.order_by("-date", "-pk")
        .defer("body")
        .select_related("image", "category")
        .prefetch_related("image__renditions")
    )


def categories_of(index: NewsIndexPage) -> list[NewsCategory]:
    """The topics that have news to read here."""
    from cms.pages.models import NewsCategory, NewsPage

    used = NewsPage.objects.child_of(index).live().exclude(category=None).values("category")
    return list(NewsCategory.objects.filter(pk__in=used))


def news_related(page: NewsPage) -> list[NewsPage]:
    """The last of the same topic; addresses are the page's own, since they lie beside it."""
    from cms.pages.models import NewsPage

    if page.category_id is None:
        return []
    found = NewsPage.objects.sibling_of(page, inclusive=False).live().filter(category=page.category_id)
    return list(found.only("title", "date", "slug", "path", "url_path").order_by("-date", "-pk")[:RELATED])


def letters(page: Page) -> list[tuple[str, list[Branch]]]:
    """All live pages of the site and language by the first letter of their titles; signs and figures come first."""
    home = page.get_ancestors().filter(depth=DEPTH_OF_ROOT + 1).get()
    found: dict[str, list[Branch]] = {}
    for one in home.get_descendants().live().only("title", "path", "url_path"):
        plain = unicodedata.normalize("NFKD", one.title).encode("ascii", "ignore").decode().lstrip(" '«\"").upper()
        letter = plain[0] if plain[:1].isalpha() else "#"
        found.setdefault(letter, []).append(Branch(one.title, one.get_url() or "/"))
    for branches in found.values():
        branches.sort(key=lambda branch: branch.title.casefold())
    return sorted(found.items())


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
