"""Reads of the public pages: live ones alone, under the page asked about."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import get_language_info, gettext
from wagtail.models import Page

from cms.pages.chrome import Entry
from cms.pages.public import HOME_DEPTH

if TYPE_CHECKING:
    from cms.pages.models import NewsCategory, NewsIndexPage, NewsPage

RELATED = 3


@dataclass
class Branch:
    title: str
    url: str
    branches: list[Branch] = field(default_factory=list)


def way_to(page: Page) -> list[tuple[str, str]]:
    """Titles and paths (`url_path`) of the pages from the home page to the parent."""
    above = [page.path[: page.steplen * depth] for depth in range(HOME_DEPTH, page.depth)]
    return list(Page.objects.filter(path__in=above).order_by("path").values_list("title", "url_path"))


def crumbs(page: Page, way: list[tuple[str, str]]) -> list[Entry]:
    """The pages above, each at this page's own address without its end."""
    own = page.get_url() or "/"
    urls = [own[: len(own) - len(page.url_path) + len(url_path)] or "/" for _title, url_path in way]
    titles = [gettext("Home"), *(title for title, _path in way[1:])]
    return [Entry(title, url) for title, url in zip(titles, urls, strict=False)]


def translations(page: Page) -> list[Entry]:
    """The same page in the other languages. Of their rows only what is shown: whole pages take twice the time."""
    found = Page.objects.filter(translation_key=page.translation_key, live=True).order_by("path")
    return [
        Entry(get_language_info(code)["name_local"].capitalize(), Page(url_path=url_path).get_url() or "/", code)
        for pk, url_path, code in found.values_list("pk", "url_path", "locale__language_code")
        if pk != page.pk
    ]


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
    home = page.get_ancestors().filter(depth=HOME_DEPTH).get()
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
    home = page.get_ancestors().filter(depth=HOME_DEPTH).get()
    top: list[Branch] = []
    stack: list[tuple[int, list[Branch]]] = [(home.depth, top)]
    for found in home.get_descendants().live().order_by("path"):
        while stack[-1][0] >= found.depth:
            stack.pop()
        branch = Branch(found.title, found.get_url() or "/")
        stack[-1][1].append(branch)
        stack.append((found.depth, branch.branches))
    return top
