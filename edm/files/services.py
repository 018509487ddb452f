"""Documents: a name and a town for stored bytes, and the rules for what a citizen may send."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ManyToOneRel

from edm.files.kinds import READABLE
from edm.files.models import Blob, Document, DocumentPage
from edm.files.names import clean_name, name_for
from edm.files.store import blob_store
from edm.files.uploads import check_upload
from edm.organisation.models import Town


def document_create(*, town: Town, name: str, data: bytes | None = None, path: Path | None = None) -> Document:
    """Keep a file, of any kind, as a document of the town; its text is read later. Outside any transaction."""
    if path is None:
        blob = blob_store(data=data)
    else:
        with path.open("rb") as stream:
            blob = blob_store(stream=stream)
    return document_for_blob(town=town, name=clean_name(name), blob=blob)


def document_for_blob(*, town: Town, name: str, blob: Blob, read: bool = True) -> Document:
    """A new document of bytes that are stored already; `read` False: nobody looks for its text."""
    states = Document.TextState
    state = states.TO_READ if read and blob.mime in READABLE else states.NONE
    return Document.objects.create(town=town, blob=blob, name=name, text_state=state)


def upload_accept(*, town: Town, upload: UploadedFile, allowed: frozenset[str] | None = None) -> Document:
    """Keep a file sent through a form. Raises FileRefused, whose message is for the person who sent it.

    `allowed`: media types instead of the usual ones. The type is read from the bytes, never from the name.
    """
    mime = check_upload(upload, allowed)
    upload.seek(0)
    blob = blob_store(stream=upload)
    return document_for_blob(town=town, name=name_for(upload.name or "", mime), blob=blob)


def document_is_held(document_id: int) -> bool:
    """Whether anything but its own pages names this document: an item of mail, a draft, a citizen's space…

    Asked of the relations themselves, whichever app they come from: the apps above are not known here.
    """
    for relation in Document._meta.get_fields(include_hidden=True):  # the rows of many-to-many tables too
        if not isinstance(relation, ManyToOneRel) or relation.related_model is DocumentPage:
            continue
        holders = relation.related_model._base_manager
        if holders.filter(**{relation.field.name: document_id}).exists():
            return True
    return False


def document_discard(*, document_id: int) -> bool:
    """Forget a document that nothing holds, its text too; False, and nothing done, when something does.

    In the caller's transaction. Its bytes go later, when no other document names them (`store_tidy`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(pk=document_id).first()
        if document is None or document_is_held(document_id):
            return False
        document.delete()
    return True
