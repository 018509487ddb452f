"""The base of every `search_indexes.py`: what is indexed names its town and who may find it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from haystack import indexes

from . import french
from .audience import PUBLIC
from .fields import KeptField, KeywordField, KeywordsField, MomentField, WordsField
from .nodes import reference

if TYPE_CHECKING:
    from edm.organisation.models import Town

EVERY_TOWN = 0  # what `town_of` says of an object that all towns share
LONGEST_TEXT = 1_000_000  # characters of one object that are indexed


class TownIndex(indexes.SearchIndex):
    """An index of objects of towns. A subclass gives `get_model` and `visible` and the `…_of` functions.

    The base writes `town` and `audience` itself, from functions that have no default: nothing can be indexed
    without saying whose it is and who may find it.
    """

    text = indexes.CharField(document=True)  # all that is searched, as the index keeps words
    title = WordsField()
    body = KeptField()
    reference = KeywordsField()
    town = KeywordField()
    audience = KeywordsField()
    kind = KeywordField()
    language = KeywordField()
    date = MomentField()

    # How an object of another model leads to ours: {"edm_register.case": "case"} when a case that changes
    # changes what we index of its items.
    related: dict[str, str] = {}

    def town_of(self, obj: Any) -> int:
        """The id of the town whose readers may find it; EVERY_TOWN, and `visible` alone decides."""
        raise NotImplementedError

    def audience_of(self, obj: Any) -> Iterable[str]:
        """The terms of edm.search.audience that a reader must have one of."""
        raise NotImplementedError

    def kind_of(self, obj: Any) -> str:
        """What it is, by which results are counted: "mail", "page", "deliberation"…"""
        raise NotImplementedError

    def title_of(self, obj: Any) -> str:
        """The line that a result shows; its words weigh more."""
        raise NotImplementedError

    def body_of(self, obj: Any) -> str:
        """The text that snippets are taken from."""
        raise NotImplementedError

    def more_of(self, obj: Any) -> Iterable[str]:
        """What else is searched: names, addresses, facts."""
        return ()

    def references_of(self, obj: Any) -> Iterable[str]:
        """The numbers by which people cite it: found first."""
        return ()

    def visible(self, user: Any, town: Town, pks: Iterable[str]) -> Iterable[Any]:
        """Those of `pks` that this reader may see now, by the database, ready to be shown. None is anybody."""
        raise NotImplementedError

    def language_of(self, obj: Any) -> str:
        """The language it is written in; '' where that is not said."""
        return ""

    def date_of(self, obj: Any) -> dt.date | dt.datetime | None:
        """The day or moment it is of, by which results may be sorted; None comes before all."""
        return None

    def url_of(self, obj: Any) -> str:
        """Where a result leads."""
        raise NotImplementedError

    def note_of(self, obj: Any) -> str:
        """The small line under a result: a number, a date."""
        return ""

    def load(self, queryset: QuerySet[Any]) -> Iterable[Any]:
        """The objects of a slice of `index_queryset`, with all that indexing reads, in few queries."""
        return queryset

    def related_ids(self, label: str, ids: Iterable[str]) -> QuerySet[Any]:
        """The keys of our objects that lead to those of another model."""
        model: type[Model] = self.get_model()
        return model._default_manager.filter(**{f"{self.related[label]}__in": ids}).values_list("pk", flat=True)

    def prepare(self, obj: Any) -> dict[str, Any]:
        title, body = self.title_of(obj), self.body_of(obj)[:LONGEST_TEXT]
        references = list(self.references_of(obj))
        data: dict[str, Any] = super().prepare(obj)
        data |= {
            "text": french.indexed("\n".join([title, *references, *self.more_of(obj), body])),
            "title": title,
            "body": body,
            "reference": [reference(number) for number in references],
            "town": str(self.town_of(obj)),
            "audience": sorted(self.audience_of(obj)),
            "kind": self.kind_of(obj),
            "language": self.language_of(obj),
            "date": _seconds(self.date_of(obj)),
        }
        return data


class PublicIndex(TownIndex):
    """What anybody may read: `index_queryset` holds only what is published."""

    def audience_of(self, obj: Any) -> Iterable[str]:
        return [PUBLIC]


def _seconds(moment: dt.date | dt.datetime | None) -> int:
    if not isinstance(moment, dt.datetime):
        return moment.toordinal() * 86_400 if moment else 0
    moment = moment.astimezone(dt.UTC)
    return moment.toordinal() * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second
