"""The directory in the index: what is published of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from cms.directory.models import Entry
from edm.organisation.api import Town
from edm.search.api import PublicIndex


class EntryIndex(PublicIndex, indexes.Indexable):
    related = {"cms_directory.category": "categories"}

    def get_model(self) -> type[Entry]:
        return Entry

    def index_queryset(self, using: str | None = None) -> QuerySet[Entry]:
        return Entry.objects.filter(published=True)

    def load(self, queryset: QuerySet[Entry]) -> Iterable[Entry]:
        return queryset.prefetch_related("categories")

    def visible(self, user: Any, town: Town, pks: Iterable[str]) -> QuerySet[Entry]:
        return Entry.objects.online(town).filter(pk__in=pks)

    def town_of(self, obj: Entry) -> int:
        return obj.town_id

    def date_of(self, obj: Entry) -> date | None:
        return None

    def kind_of(self, obj: Entry) -> str:
        return "entry"

    def url_of(self, obj: Entry) -> str:
        return obj.get_absolute_url()

    def note_of(self, obj: Entry) -> str:
        return obj.phone

    def title_of(self, obj: Entry) -> str:
        return obj.name

    def references_of(self, obj: Entry) -> Iterable[str]:
        return []

    def body_of(self, obj: Entry) -> str:
        parts = (obj.function, obj.delegations, obj.summary, obj.description, obj.address, obj.accessibility)
        return "\n".join(text for text in (*parts, *(one.name for one in obj.categories.all())) if text)
