"""The public pages in the index: live ones, open to everybody, of the towns' sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from haystack import indexes
from wagtail.models import Page

from cms.pages.models import (
    ConsultationPage,
    ContactPage,
    ContentPage,
    EventPage,
    JobPage,
    LegalPage,
    NewsPage,
    NoticePage,
)
from edm.organisation.api import Town, page_roots, pages_of, town_of_page
from edm.search.api import PublicIndex


class PageIndex(PublicIndex):
    """The base for one kind of page: which it is, and which of its fields hold words."""

    model: type[Page]
    kind_code: str
    fields_searched: tuple[str, ...]

    def get_model(self) -> type[Page]:
        return self.model

    def index_queryset(self, using: str | None = None) -> QuerySet[Any]:
        """Live pages, in the site of a town, that no view restriction hides."""
        under = Q(pk__in=())
        for town in Town.objects.select_related("site__root_page"):
            for path in page_roots(town).values_list("path", flat=True):
                under |= Q(path__startswith=path)
        return self.model.objects.live().public().filter(under)

    def visible(
        self,
        user: Any,
        town: Town,
        pks: Iterable[str],
    ) -> QuerySet[Any]:
        seen = self.model.objects.live().public().filter(pk__in=pks)
        return seen.filter(pk__in=pages_of(town).values("pk")).select_related("locale")

    def town_of(self, obj: Page) -> int:
        town = town_of_page(obj)
        if town is None:
            raise ValueError(f"Page {obj.pk} stands in no town's site")
        return int(town.pk)

    def date_of(self, obj: Page) -> date | datetime | None:
        return obj.first_published_at

    def kind_of(self, obj: Page) -> str:
        return self.kind_code

    def language_of(self, obj: Page) -> str:
        return str(obj.locale.language_code)

    def url_of(self, obj: Page) -> str:
        return obj.get_url() or "/"

    def title_of(self, obj: Page) -> str:
        return str(obj.title)

    def body_of(self, obj: Page) -> str:
        words: list[str] = []
        for name in self.fields_searched:
            value, field = getattr(obj, name), self.model._meta.get_field(name)
            read = getattr(field, "get_searchable_content", None)
            words += read(value) if read else [str(value)]
        return "\n".join(word for word in words if word)


class ContentPageIndex(PageIndex, indexes.Indexable):
    model = ContentPage
    kind_code = "page"
    fields_searched = ("introduction", "body")


class LegalPageIndex(PageIndex, indexes.Indexable):
    model = LegalPage
    kind_code = "page"
    fields_searched = ("body",)


class NewsPageIndex(PageIndex, indexes.Indexable):
    model = NewsPage
    kind_code = "news"
    fields_searched = ("summary", "body")

    def date_of(self, obj: NewsPage) -> date:
        return obj.date

    def note_of(self, obj: NewsPage) -> str:
        day: date = obj.date
        return date_format(day, "j F Y")


class ContactPageIndex(PageIndex, indexes.Indexable):
    model = ContactPage
    kind_code = "page"
    fields_searched = ("introduction", "body")


class EventPageIndex(PageIndex, indexes.Indexable):
    model = EventPage
    kind_code = "event"
    fields_searched = ("summary", "place", "organiser", "body")

    def date_of(self, obj: EventPage) -> date:
        return obj.starts_on

    def note_of(self, obj: EventPage) -> str:
        day = date_format(obj.starts_on, "j F Y")
        return f"{day} · {obj.place}" if obj.place else day


class JobPageIndex(PageIndex, indexes.Indexable):
    model = JobPage
    kind_code = "page"
    fields_searched = ("summary", "grade", "body", "how_to_apply")


class NoticePageIndex(PageIndex, indexes.Indexable):
    model = NoticePage
    kind_code = "page"
    fields_searched = ("summary", "reference", "body")


class ConsultationPageIndex(PageIndex, indexes.Indexable):
    model = ConsultationPage
    kind_code = "page"
    fields_searched = ("summary", "body", "outcome")
