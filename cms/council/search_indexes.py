"""The acts in the index: those that can be read, with the words of their PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from haystack import indexes

from cms.council.models import Act
from cms.council.querysets import SHOWN
from cms.council.richtext import plain
from edm.files.api import document_text
from edm.organisation.api import Town
from edm.search.api import PublicIndex


class ActIndex(PublicIndex, indexes.Indexable):
    related = {
        "cms_council.meeting": "meeting",
        "cms_council.publishedversion": "current",
        "edm_files.document": "current__document",
    }

    def get_model(self) -> type[Act]:
        return Act

    def index_queryset(self, using: str | None = None) -> QuerySet[Act]:
        return Act.objects.filter(SHOWN, published_at__isnull=False).exclude(state=Act.State.WITHDRAWN)

    def load(self, queryset: QuerySet[Act]) -> Iterable[Act]:
        return queryset.select_related("current__document")

    def visible(
        self,
        user: Any,
        town: Town,
        pks: Iterable[str],
    ) -> QuerySet[Act]:
        return Act.objects.readable(town).filter(pk__in=pks).defer("text", "public_text", "words")

    def town_of(self, obj: Act) -> int:
        return obj.town_id

    def date_of(self, obj: Act) -> date:
        return obj.date

    def kind_of(self, obj: Act) -> str:
        return obj.nature

    def url_of(self, obj: Act) -> str:
        return obj.get_absolute_url()

    def note_of(self, obj: Act) -> str:
        return f"{obj.number} · {date_format(obj.date, 'j F Y')}"

    def title_of(self, obj: Act) -> str:
        return obj.title

    def references_of(self, obj: Act) -> Iterable[str]:
        return [obj.number] if obj.number else []

    def more_of(self, obj: Act) -> Iterable[str]:
        return [text for text in (obj.streets, obj.rapporteur) if text]

    def body_of(self, obj: Act) -> str:
        """What the public reads, and no more: never the text that has the names."""
        read = document_text(obj.current.document) if obj.current else ""
        return "\n".join(text for text in (plain(obj.shown_text), read) if text)
