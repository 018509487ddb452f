"""The deliberations in the index: those online, with the words of their PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from haystack import indexes

from cms.council.models import Deliberation
from edm.files.api import document_text
from edm.organisation.api import Town
from edm.search.api import PublicIndex


class DeliberationIndex(PublicIndex, indexes.Indexable):
    related = {"cms_council.meeting": "meeting", "edm_files.document": "document"}

    def get_model(self) -> type[Deliberation]:
        return Deliberation

    def index_queryset(self, using: str | None = None) -> QuerySet[Deliberation]:
        return Deliberation.objects.filter(meeting__published=True, published_at__isnull=False)

    def load(self, queryset: QuerySet[Deliberation]) -> Iterable[Deliberation]:
        return queryset.select_related("meeting", "document")

    def visible(
        self,
        user: Any,
        town: Town,
        pks: Iterable[str],
    ) -> QuerySet[Deliberation]:
        return Deliberation.objects.online(town).filter(pk__in=pks).select_related("meeting")

    def town_of(self, obj: Deliberation) -> int:
        return obj.meeting.town_id

    def date_of(self, obj: Deliberation) -> date:
        return obj.meeting.date

    def kind_of(self, obj: Deliberation) -> str:
        return "deliberation"

    def url_of(self, obj: Deliberation) -> str:
        return obj.get_absolute_url()

    def note_of(self, obj: Deliberation) -> str:
        return f"{obj.number} · {date_format(obj.meeting.date, 'j F Y')}"

    def title_of(self, obj: Deliberation) -> str:
        return obj.title

    def references_of(self, obj: Deliberation) -> Iterable[str]:
        return [obj.number]

    def body_of(self, obj: Deliberation) -> str:
        return "\n".join(text for text in (obj.text, document_text(obj.document) if obj.document else "") if text)
