"""The documents of a case: the only way from a case to a file, so that no address opens another's."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from edm.files.models import Document
from edm.register.models import Case
from edm.replies.models import Reply


def documents_of(case: Case) -> QuerySet[Document]:
    """What came with its items and left with its replies, printed letters included; in order of arrival."""
    letters = Reply.objects.filter(case=case, item__isnull=False, letter__isnull=False).values("letter")
    belongs = Q(mail_items__case=case) | Q(pk__in=letters)
    return Document.objects.filter(belongs, town=case.town_id).select_related("blob").distinct().order_by("pk")


def document_get(case: Case, document_id: int) -> Document:
    """The document, or Http404 when it is none of this case."""
    document = documents_of(case).filter(pk=document_id).first()
    if document is None:
        raise Http404
    return document
