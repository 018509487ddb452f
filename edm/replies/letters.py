"""A reply as a letter to print: tagged PDF (PDF/UA-1), its address in the window of a DL envelope.

Rendered outside any transaction. A letter that can't be made (pango is missing) delays nothing: the departure is
registered, the letter stays due and is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.files.api import document_create
from edm.files.models import Document
from edm.organisation.arms import arms_data
from edm.register.models import Case, Correspondent, MailItem
from edm.replies.authors import author_of
from edm.replies.models import Reply
from edm.replies.richtext import html_clean
from edm.replies.variables import date_in_words, local_day, received_in_words
from edm.search.api import changed

logger = logging.getLogger(__name__)
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a letter otherwise

TRY_AGAIN = timedelta(minutes=10)


class LetterUnavailable(Exception):
    """No PDF can be made now; `message` says why, for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def letter_render(
    *,
    case: Case,
    subject: str,
    html: str,
    author: Any,
    documents: Sequence[Document] = (),
    item: MailItem | None = None,
) -> bytes:
    """The PDF of a reply; without `item` (its departure), a preview that bears no number. Raises LetterUnavailable."""
    with override(settings.LANGUAGE_CODE):
        page = render_to_string(
            "replies/letter.html",
            {
                "case": case,
                "town": case.town,
                "unit": case.unit,
                "arms": arms_data(case.town),
                "addressee": _envelope(item.correspondent if item else case.correspondent),
                "item": item,
                "day": date_in_words(local_day(case, item.at if item else timezone.now())),
                "received": received_in_words(case),
                "subject": subject,
                "body": mark_safe(html_clean(html, case.town)),  # noqa: S308 (cleaned here)
                "author": author_of(case, author),
                "documents": documents,
                "language": settings.LANGUAGE_CODE,
            },
        )
    return _pdf(page)


def letter_get(reply: Reply) -> Document:
    """The printed letter of a sent reply, made now if it was not yet. Raises LetterUnavailable."""
    if reply.letter is None and reply.item is not None:
        _letter_make(reply, reply.item)
    if reply.letter is None:
        raise LetterUnavailable(_("This reply has no letter."))
    return reply.letter


def letters_due() -> int:
    """Make every letter that is due (the worker's step); how many were made."""
    made = 0
    for reply in Reply.objects.filter(letter_due_at__lte=timezone.now()).order_by("letter_due_at")[:20]:
        try:
            letter_get(reply)
            made += 1
        except LetterUnavailable as refused:
            later = timezone.now() + TRY_AGAIN
            Reply.objects.filter(pk=reply.pk).update(letter_due_at=later, letter_error=refused.message[:300])
            logger.warning("The letter of %s waits: %s", reply.item, refused.message)
    return made


def _letter_make(reply: Reply, item: MailItem) -> None:
    attached = list(reply.documents.all())
    data = letter_render(
        case=reply.case, subject=reply.subject, html=reply.body, author=reply.author, documents=attached, item=item
    )
    with override(settings.LANGUAGE_CODE):
        name = _("Letter %(number)s.pdf") % {"number": item.number}
    document = document_create(town=reply.case.town, name=name, data=data)
    with transaction.atomic():
        fresh = Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        if fresh.letter_id is None:
            fresh.letter, fresh.letter_due_at, fresh.letter_error = document, None, ""
            fresh.save(update_fields=["letter", "letter_due_at", "letter_error"])
            item.documents.add(document)
            changed(reply.case)
        else:  # somebody else was faster: theirs is the letter
            document.delete()
    reply.refresh_from_db()


def _envelope(person: Correspondent) -> list[str]:
    """The lines of the address, the name first; blank ones would push the town out of the window."""
    return [line.strip() for line in (person.name, *person.address.splitlines()) if line.strip()]


def _pdf(page: str) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as missing:  # a library of pango can't be loaded
        raise LetterUnavailable(
            _("PDF letters can't be made on this server: pango is missing. Ask your administrator to install it.")
        ) from missing
    # Nothing is fetched from another host or from the disk.
    return HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(pdf_variant="pdf/ua-1")
