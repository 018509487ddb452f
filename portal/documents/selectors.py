"""Reading the document space, narrowed to the account and the town."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from portal.documents.models import SpaceDocument


def documents_of(user: Any, town: Any) -> QuerySet[SpaceDocument]:
    """What the town hall gave this account, newest first; one query with the files' names and sizes."""
    mine = SpaceDocument.objects.filter(user=user, town=town)
    return mine.select_related("document__blob", "case")


def document_get_for(user: Any, town: Any, pk: int) -> SpaceDocument:
    """The account's own document; Http404 for any other."""
    found = documents_of(user, town).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
