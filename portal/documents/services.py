"""Putting documents in a citizen's space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from portal.documents.models import SpaceDocument

if TYPE_CHECKING:
    from edm.files.api import Document
    from edm.register.models import Case


def documents_give(*, user: Any, case: Case, documents: Iterable[Document]) -> None:
    """Give these documents of a case to the account; what it has already is not given twice."""
    rows = [SpaceDocument(user=user, town_id=case.town_id, document=one, case=case) for one in documents]
    SpaceDocument.objects.bulk_create(rows, ignore_conflicts=True)
