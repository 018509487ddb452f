"""Searching: the rights of the reader are part of the query, and what is shown is checked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from haystack.inputs import AutoQuery
from haystack.query import SearchQuerySet

from .audience import reader_terms
from .indexes import EVERY_TOWN, TownIndex
from .models import IndexChange
from .nodes import typed
from .queue import indexes
from .store import IndexMissing

if TYPE_CHECKING:
    from edm.organisation.models import Town

PER_PAGE = 10
DEEPEST = 500  # pages; nobody reads further, and the engine would have to
MOST_WAITING = 2_000  # changes looked through for what a reader may no longer see


@dataclass(frozen=True)
class Hit:
    """One result: the object as the database has it now, and its passage with <mark>."""

    object: Any
    kind: str
    title: str
    snippet: str
    url: str
    note: str


@dataclass
class Results:
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    page: int = 1
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    rebuilding: bool = False  # no index serves: the worker is making one

    @property
    def pages(self) -> int:
        return min(ceil(self.count / PER_PAGE), DEEPEST)


def search_for(
    user: Any,
    town: Town,
    q: str,
    page: int = 1,
    *,
    filters: Mapping[str, str | tuple[str, ...]] | None = None,
    facets: tuple[str, ...] = (),
) -> Results:
    """What `user` (None: anybody, on the public site) may find in `town`, best first, 10 a page.

    `filters`: exact values by keyword field (a tuple: any of them). `facets`: fields to count the results by; each is
    counted without its own filter, so that other values can be chosen. A page too far gives the last.
    """
    if typed("text", q) is None or not (terms := reader_terms(user, town)):
        return Results()
    chosen: dict[str, Any] = {
        f"{name}__in" if isinstance(value, tuple) else name: value for name, value in (filters or {}).items() if value
    }
    asked = SearchQuerySet().filter(content=AutoQuery(q), town__in=[str(town.pk), str(EVERY_TOWN)], audience__in=terms)
    if hidden := _hidden(user, town):
        asked = asked.exclude(id__in=hidden)
    try:
        return _page(user, town, asked, chosen, facets, max(1, page))
    except IndexMissing:
        return Results(rebuilding=True)


def _page(
    user: Any, town: Town, asked: SearchQuerySet, chosen: dict[str, Any], facets: tuple[str, ...], page: int
) -> Results:
    found = asked.filter(**chosen) if chosen else asked
    own = tuple(name for name in facets if name not in chosen)
    window = _window(found, own, page)
    count = window.query.get_count()
    last = max(1, min(ceil(count / PER_PAGE), DEEPEST))
    if page > last:
        page = last
        window = _window(found, own, page)
    results = window.query.get_results()
    counts = dict(window.query.get_facet_counts().get("fields", {})) if own else {}
    for name in facets:
        if name in chosen:
            others = {other: value for other, value in chosen.items() if other != name}
            alone = _window(asked.filter(**others) if others else asked, (name,), 1, rows=1)
            counts |= alone.query.get_facet_counts().get("fields", {})
    return Results(_loaded(user, town, results), count, page, counts)


def _window(found: SearchQuerySet, facets: tuple[str, ...], page: int, rows: int = PER_PAGE) -> SearchQuerySet:
    window = found.highlight()
    for name in facets:
        window = window.facet(name)
    window.query.set_limits((page - 1) * PER_PAGE, (page - 1) * PER_PAGE + rows)
    return window


def _loaded(user: Any, town: Town, results: list[Any]) -> list[Hit]:
    """The objects in the order found, each read through what the reader may see: a late index shows nothing."""
    by_model: dict[type[Model], list[str]] = defaultdict(list)
    for result in results:
        by_model[result.model].append(result.pk)
    found: dict[tuple[type[Model], str], tuple[TownIndex, Model]] = {}
    for index in indexes():
        model = index.get_model()
        if pks := by_model.get(model):
            seen = index.visible(user, town, pks)
            found |= {(model, str(obj.pk)): (index, obj) for obj in seen}
    return [
        _hit(*pair, result.highlighted)
        for result in results
        if (pair := found.get((result.model, str(result.pk)))) is not None
    ]


def _hit(index: TownIndex, obj: Any, snippet: str) -> Hit:
    """The title is the database's: the index may be a moment behind."""
    return Hit(obj, index.kind_of(obj), index.title_of(obj), snippet, index.url_of(obj), index.note_of(obj))


def _hidden(user: Any, town: Town) -> list[str]:
    """What the index may still give and the reader may no longer see: it must not even be counted."""
    by_label: dict[str, set[str]] = defaultdict(set)
    waiting = IndexChange.objects.filter(applied=False).order_by("-id")
    for app, model, pk in waiting.values_list("content_type__app_label", "content_type__model", "object_id")[
        :MOST_WAITING
    ]:
        by_label[f"{app}.{model}"].add(pk)
    return [name for index in indexes() if by_label for name in _hidden_of(index, by_label, user, town)]


def _hidden_of(index: TownIndex, by_label: Mapping[str, set[str]], user: Any, town: Town) -> list[str]:
    label = index.get_model()._meta.label_lower
    pks = set(by_label.get(label, ()))
    for other in index.related:
        if ids := by_label.get(other):
            pks |= {str(pk) for pk in index.related_ids(other, ids)}
    if not pks:
        return []
    seen = {str(obj.pk) for obj in index.visible(user, town, pks)}
    return [f"{label}.{pk}" for pk in sorted(pks - seen)]
