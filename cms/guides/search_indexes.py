"""The guides in the index: found in every town that shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from cms.guides.models import Guide
from cms.guides.selectors import guides_shown
from edm.organisation.api import Town
from edm.search.api import EVERY_TOWN, PublicIndex


class GuideIndex(PublicIndex, indexes.Indexable):
    def get_model(self) -> type[Guide]:
        return Guide

    def index_queryset(self, using: str | None = None) -> QuerySet[Guide]:
        return Guide.objects.live()

    def load(self, queryset: QuerySet[Guide]) -> Iterable[Guide]:
        return queryset.defer("xml", "html")

    def visible(self, user: Any, town: Town, pks: Iterable[str]) -> QuerySet[Guide]:
        if not guides_shown(town):
            return Guide.objects.none()
        return Guide.objects.live().filter(pk__in=pks).only("code", "title", "kind", "updated_on")

    def town_of(self, obj: Guide) -> int:
        return EVERY_TOWN

    def language_of(self, obj: Guide) -> str:
        return "fr"

    def date_of(self, obj: Guide) -> date | None:
        return obj.updated_on

    def kind_of(self, obj: Guide) -> str:
        return "guide"

    def url_of(self, obj: Guide) -> str:
        return obj.get_absolute_url()

    def note_of(self, obj: Guide) -> str:
        return "service-public.fr"

    def title_of(self, obj: Guide) -> str:
        return obj.title

    def references_of(self, obj: Guide) -> Iterable[str]:
        return [obj.code]

    def body_of(self, obj: Guide) -> str:
        return f"{obj.description}\n{obj.text}"
