"""The whole register as plain data, for a town that leaves or an auditor that asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from edm.files.api import document_text
from edm.intake.models import Reception
from edm.organisation.models import Town
from edm.register.models import MailItem


def register_lines(town: Town | None = None) -> Iterator[dict[str, Any]]:
    """One dict an item, in the order of the register, then one for each arrival that has no number.

    Keys: number, direction, channel, received_at, sender, subject, text, documents (name, sha256, text), state,
    unit, case, legal_deadline, receipt_sent_at, handling, town. Dates are ISO 8601.
    """
    items = MailItem.objects.select_related("case__unit", "correspondent", "town").prefetch_related("documents__pages")
    receptions = Reception.objects.filter(item=None).select_related("original__item__case", "document", "town")
    if town:
        items, receptions = items.filter(town=town), receptions.filter(town=town)
    for item in items.order_by("body_id", "year", "direction", "sequence").iterator(chunk_size=500):
        yield _item_line(item)
    for row in receptions.order_by("received_at", "id").iterator(chunk_size=500):
        yield _unnumbered_line(row)


def _item_line(item: MailItem) -> dict[str, Any]:
    who = item.correspondent
    return {
        "number": item.number,
        "direction": item.direction,
        "channel": item.channel,
        "received_at": _iso(item.at),
        "sender": {"name": who.name, "email": who.email, "phone": who.phone, "address": who.address},
        "subject": item.subject,
        "text": "\n".join([*_facts(item), item.text]).strip(),
        "documents": [_document(document) for document in item.documents.all()],
        "state": item.case.state,
        "unit": item.case.unit.name,
        "case": item.case.number,
        "legal_deadline": _iso(item.case.decision_due),
        "receipt_sent_at": _iso(item.receipt_sent_at),
        "handling": item.handling or None,
        "town": item.town.slug,
    }


def _unnumbered_line(row: Reception) -> dict[str, Any]:
    original = row.original.item if row.original else None
    return {
        "number": None,
        "direction": MailItem.Direction.IN,
        "channel": row.channel,
        "received_at": _iso(row.received_at),
        "sender": {"name": "", "email": row.sender, "phone": "", "address": ""} if row.sender else None,
        "subject": row.name,
        "text": "",
        "documents": [_document(row.document)] if row.document else [],
        "state": row.state,
        "unit": None,
        "case": original.case.number if original else None,
        "legal_deadline": None,
        "receipt_sent_at": None,
        "handling": row.state,
        "town": row.town.slug,
    }


def _facts(item: MailItem) -> list[str]:
    """The form's answers belong to the item that opened the case."""
    if item.number != item.case.number:
        return []
    return [f"{fact['label']} : {fact['value']}" for fact in item.case.facts]


def _document(document: Any) -> dict[str, str]:
    return {"name": document.name, "sha256": document.blob_id, "text": document_text(document)}


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
