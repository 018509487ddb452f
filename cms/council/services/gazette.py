"""The gazette (recueil des actes): a month's acts in one PDF, with a cover, a table and page numbers."""

from __future__ import annotations

import ctypes
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdfium2 import raw

from cms.council.models import Act, PublishedVersion
from cms.council.pdf import pdf_render
from cms.council.services.publication import PublicationRefused
from edm.files.api import document_create, open_original
from edm.law.calendar import add_months
from edm.organisation.api import LegalBody

FOOT, MARGIN, SIZE = 18, 60, 9  # points


def gazette_publish(*, body: LegalBody, month: date, user: Any) -> PublishedVersion:
    """Put the gazette of a month online: the acts that are dated of it and can be read; again: a new version.

    `month`: its first day. Raises PublicationRefused, PdfUnavailable.
    """
    month = month.replace(day=1)
    if add_months(month, 1) > timezone.localdate():
        raise PublicationRefused([_("The month is not over yet.")])
    acts = list(month_acts(body, month))
    if not acts:
        raise PublicationRefused([_("No act of this month can be read on the site.")])
    data = gazette_pdf(body, month, acts)
    with override("fr"):
        title = _("Collection of acts, %(month)s") % {"month": date_format(month, "F Y")}
    document = document_create(town=body.town, name=f"recueil-{month:%Y-%m}.pdf", data=data)
    with transaction.atomic():
        LegalBody.objects.select_for_update().get(pk=body.pk)
        mine = PublishedVersion.objects.filter(body=body, month=month, kind=PublishedVersion.Kind.GAZETTE)
        return PublishedVersion.objects.create(
            town_id=body.town_id,
            kind=PublishedVersion.Kind.GAZETTE,
            body=body,
            month=month,
            number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
            document=document,
            sha256=document.blob_id,
            title=f"{title}, {body}"[:600],
            put_online_at=timezone.now(),
        )


def month_acts(body: LegalBody, month: date) -> Any:
    """What can be read of the acts of a month, deliberations first."""
    found = Act.objects.readable(body.town).filter(body=body, date__gte=month, date__lt=add_months(month, 1))
    return found.select_related("current__document__blob").order_by("nature", "date", "position", "pk")


def gazette_pdf(body: LegalBody, month: date, acts: list[Act]) -> bytes:
    """One PDF; each act as it was put online, then a number at the foot of each page.

    The table needs the number of its own pages to say where each act begins: it is made twice.
    """
    sources = [_opened(act) for act in acts]
    try:
        lengths = [len(source) for source in sources]
        front = _front(body, month, acts, lengths, 2)
        pages = _count(front)
        if pages != 2:
            front = _front(body, month, acts, lengths, pages)
        made = pdfium.PdfDocument.new()
        with pdfium.PdfDocument(front) as cover:
            made.import_pages(cover)
        for source in sources:
            made.import_pages(source)
        _number(made)
        kept = BytesIO()
        made.save(kept)
        made.close()
        return kept.getvalue()
    finally:
        for source in sources:
            source.close()


def _opened(act: Act) -> pdfium.PdfDocument:
    with open_original(act.current.document) as stream:
        return pdfium.PdfDocument(stream.read())


def _front(body: LegalBody, month: date, acts: list[Act], lengths: list[int], pages: int) -> bytes:
    rows, first = [], pages + 1
    for act, length in zip(acts, lengths, strict=True):
        rows.append((act, first))
        first += length
    return pdf_render("council/pdf/gazette.html", {"town": body.town, "body": body, "month": month, "rows": rows})


def _count(data: bytes) -> int:
    with pdfium.PdfDocument(data) as document:
        return len(document)


def _number(document: pdfium.PdfDocument) -> None:
    """A number at the foot of every page but the cover."""
    font = raw.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    for index in range(1, len(document)):
        page = document[index]
        text = raw.FPDFPageObj_CreateTextObj(document.raw, font, SIZE)
        words = (str(index + 1) + "\0").encode("utf-16-le")
        units = (ctypes.c_ushort * (len(words) // 2)).from_buffer_copy(words)
        raw.FPDFText_SetText(text, units)
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, page.get_width() - MARGIN + 20, FOOT)
        raw.FPDFPage_InsertObject(page.raw, text)
        page.gen_content()
        page.close()
    raw.FPDFFont_Close(font)
