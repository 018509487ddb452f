"""A scanned letter's subject: its own "Objet :" line, once its text is known."""

from __future__ import annotations

import re

from edm.files.api import Document, document_text
from edm.intake.models import Reception
from edm.intake.scans import default_subject
from edm.register.models import Case, Channel, MailItem
from edm.search.api import changed

LINE = re.compile(r"^\W{0,3}objet\s*[:;.]\s*(?P<subject>\S.*)$", re.IGNORECASE | re.MULTILINE)
MAX_LENGTH = 200
HEAD = 5000  # characters: the line stands on the first page


def subject_of(text: str) -> str:
    """What follows "Objet :" on its line, with a capital; empty when there is none that reads like words."""
    found = LINE.search(text[:HEAD])
    subject = " ".join(found["subject"].split())[:MAX_LENGTH] if found else ""
    letters = sum(c.isalpha() for c in subject)
    return subject[:1].upper() + subject[1:] if letters >= 5 and letters > len(subject) / 2 else ""


def subject_from_text(document: Document) -> None:
    """Give the case of a scan the letter's own subject, unless a clerk has written one. Called by edm.files."""
    reception = (
        Reception.objects.select_related("item")
        .filter(document=document, channel=Channel.SCAN, item__isnull=False)
        .first()
    )
    if reception is None or reception.item is None:
        return
    subject, default = subject_of(document_text(document)), default_subject(reception.name)
    if not subject:
        return
    # Conditions in the query: what a clerk writes at this moment is not overwritten.
    MailItem.objects.filter(pk=reception.item.pk, subject=default).update(subject=subject)
    if Case.objects.filter(pk=reception.item.case_id, subject=default).update(subject=subject):
        changed(reception.item)
