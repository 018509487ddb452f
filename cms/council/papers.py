"""The papers of an act, as PDF: what the public reads, and what proves that it could."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from cms.council.act_page import act_force
from cms.council.models import Act, Deliberation, Meeting, Posting
from cms.council.pdf import pdf_render
from cms.council.selectors import town_today


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


def certificate_pdf(act: Act) -> bytes:
    """The certificate that an act is online: since when, by whom, under which fingerprint. Raises PdfUnavailable."""
    context = {
        "act": act,
        "town": act.town,
        "body": act.body,
        "version": act.current,
        "versions": act.versions.order_by("number"),
        "address": act.town.site.root_url + act.get_absolute_url(),
        "force": act_force(act, town_today(act.town)),
        "today": town_today(act.town),
    }
    return pdf_render("council/pdf/certificate.html", context)


def posting_pdf(posting: Posting) -> bytes:
    """The certificate of posting (certificat d'affichage), to be signed by the mayor. Raises PdfUnavailable."""
    context = {"posting": posting, "town": posting.town, "today": town_today(posting.town)}
    return pdf_render("council/pdf/posting.html", context)


def list_pdf(meeting: Meeting) -> bytes:
    """The list of the deliberations examined (CGCT, L2121-25): each with its result, adopted or not."""
    acts = Deliberation.objects.filter(meeting=meeting).exclude(result="").order_by("position", "pk")
    context = {"town": meeting.town, "body": meeting.body, "meeting": meeting, "rows": acts}
    return pdf_render("council/pdf/list.html", context)
