"""The papers of an act, as PDF: what the public reads, and what proves that it could."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from cms.council.models import Act
from cms.council.pdf import pdf_render


def act_pdf(act: Act) -> bytes:
    """The act to be put online: the text without personal data where there is one. Raises PdfUnavailable."""
    context = {
        "act": act,
        "town": act.town,
        "body": act.body,
        "meeting": act.meeting,
        "author": act.author,
        "text": mark_safe(act.public_text or act.text),  # noqa: S308 (cleaned as it was saved)
        "anonymised": bool(act.public_text),
    }
    return pdf_render("council/pdf/act.html", context)
