"""Files of a form: kept as soon as they are given, so that an error elsewhere loses none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from edm.files.api import FileRefused, document_discard, upload_accept
from portal.requests.models import RequestFile, ServiceRequest

if TYPE_CHECKING:
    from edm.organisation.api import Town

MESSAGE = "message"  # under what name the files of a message being written are kept


def files_keep(*, town: Town, row: ServiceRequest, field: str, uploads: Iterable[UploadedFile], most: int) -> list[str]:
    """Keep what may be kept of these files; answers with what to tell the citizen of the others.

    Outside any transaction: bytes are on disk before their row is written.
    """
    refused: list[str] = []
    blobs = list(RequestFile.objects.filter(request=row, field=field).values_list("document__blob_id", flat=True))
    for upload in uploads:
        if len(blobs) >= most:
            words = ngettext(
                "“%(name)s” was not kept: %(most)d file at most. Remove one to send another.",
                "“%(name)s” was not kept: %(most)d files at most. Remove one to send another.",
                most,
            )
            refused.append(words % {"name": upload.name, "most": most})
            continue
        try:
            document = upload_accept(town=town, upload=upload)
        except FileRefused as refusal:
            refused.append(refusal.message)
            continue
        if document.blob_id not in blobs:  # given again after an error, or by a double click
            RequestFile.objects.create(request=row, field=field, document=document)
            blobs.append(document.blob_id)
    return refused


def file_remove(*, row: ServiceRequest, file_id: str) -> None:
    """Take a file back from a draft, or from a message being written; what was filed stays."""
    if not file_id.isdecimal():
        return
    files = RequestFile.objects.filter(request=row, pk=int(file_id))
    if row.state == ServiceRequest.State.SUBMITTED:
        files = files.filter(field=MESSAGE)
    files_discard(files)


def files_discard(files: QuerySet[RequestFile]) -> None:
    """Take these files away, and forget the documents that nothing else holds."""
    with transaction.atomic():
        documents = list(files.values_list("document_id", flat=True))
        files.delete()
        for document_id in documents:
            document_discard(document_id=document_id)


def files_by_field(row: ServiceRequest | None) -> dict[str, list[RequestFile]]:
    """The files kept, by question; one query."""
    kept: dict[str, list[RequestFile]] = {}
    if row is not None:
        for file in row.files.select_related("document__blob"):
            kept.setdefault(file.field, []).append(file)
    return kept
