"""The mail in the index: each item with the words of its documents, found by who may read its case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from haystack import indexes

from edm.files.models import Document, DocumentPage
from edm.organisation.models import Town
from edm.register.models import Case, MailItem
from edm.search.audience import case_terms, reader_terms
from edm.search.fields import KeywordField
from edm.search.indexes import TownIndex

# What a result shows; the rest of an item is long.
SHOWN = (
    "number",
    "subject",
    "at",
    "direction",
    "correspondent__name",
    "correspondent__email",
    "case__number",
    "case__state",
    "case__confidential",
    "case__town_id",
    "case__assignee_id",
    "case__unit__name",
)


def _terms(case: Case, informed_ids: Iterable[int] = ()) -> list[str]:
    return case_terms(
        town_id=case.town_id,
        unit_id=case.unit_id,
        confidential=case.confidential,
        assignee_id=case.assignee_id,
        informed_ids=informed_ids,
    )


class MailItemIndex(TownIndex, indexes.Indexable):
    unit = KeywordField()
    state = KeywordField()
    channel = KeywordField()

    related = {
        "edm_register.case": "case",
        "edm_register.correspondent": "correspondent",
        "edm_files.document": "documents",
    }

    def get_model(self) -> type[MailItem]:
        return MailItem

    def load(self, queryset: QuerySet[MailItem]) -> Iterable[MailItem]:
        pages = Prefetch("pages", DocumentPage.objects.order_by("number").only("document_id", "text"))
        documents = Prefetch("documents", Document.objects.only("name").prefetch_related(pages))
        return queryset.select_related("case", "correspondent").prefetch_related(documents, "case__informed")

    def visible(self, user: Any, town: Town, pks: Iterable[str]) -> Iterable[MailItem]:
        if user is None:
            return []
        items = MailItem.objects.filter(pk__in=pks, town=town).select_related("case__unit", "correspondent")
        found = list(items.only(*SHOWN))
        held = set(reader_terms(user, town))
        seen = {item.case_id for item in found if not held.isdisjoint(_terms(item.case))}
        # What a unit's or a registrar's post does not open may have been sent for information. Not in one query with
        # the items: SQLite would go through every case of the reader (11 ms).
        if others := {item.case_id for item in found} - seen:
            cases = Case.objects.visible_to(user, town).filter(pk__in=others)
            seen |= set(cases.order_by().values_list("pk", flat=True))
        return [item for item in found if item.case_id in seen]

    def town_of(self, obj: MailItem) -> int:
        return obj.town_id

    def audience_of(self, obj: MailItem) -> Iterable[str]:
        return _terms(obj.case, informed_ids=[user.pk for user in obj.case.informed.all()])

    def date_of(self, obj: MailItem) -> datetime:
        return obj.at

    def kind_of(self, obj: MailItem) -> str:
        return "mail"

    def url_of(self, obj: MailItem) -> str:
        return reverse("inbox:case", args=[obj.case_id])

    def title_of(self, obj: MailItem) -> str:
        return obj.subject

    def references_of(self, obj: MailItem) -> Iterable[str]:
        return dict.fromkeys([obj.number, obj.case.number])

    def more_of(self, obj: MailItem) -> Iterable[str]:
        sender = obj.correspondent
        yield from (sender.name, sender.email, sender.phone, sender.address)
        yield from (document.name for document in obj.documents.all())

    def body_of(self, obj: MailItem) -> str:
        facts = (f"{fact['label']} : {fact['value']}" for fact in obj.case.facts)
        pages = (page.text for document in obj.documents.all() for page in document.pages.all())
        return "\n".join(text for text in (obj.text, *facts, *pages) if text)

    def prepare(self, obj: MailItem) -> dict[str, Any]:
        data: dict[str, Any] = super().prepare(obj)
        data |= {"unit": str(obj.case.unit_id), "state": obj.case.state, "channel": obj.channel}
        return data
