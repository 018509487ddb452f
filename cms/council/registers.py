"""The registers on paper (CGCT, R2121-9): numbered leaves, a closing leaf, tables by date and by subject."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.safestring import mark_safe

from cms.council.models import Act
from cms.council.pdf import pdf_render
from cms.council.wording import LISTS
from edm.files.api import Document, PageUnavailable, page_count, page_image
from edm.law.matters import MATTERS, matter_level_two
from edm.organisation.api import LegalBody


def register_pdf(*, body: LegalBody, nature: str, year: int) -> bytes:
    """The leaves of one year, in the order of the acts; the full text, since the register is no publication.

    An act that was kept as a paper alone is printed by the pictures of its pages. Raises PdfUnavailable.
    """
    rows = Act.objects.filter(body=body, nature=nature, date__year=year).exclude(state=Act.State.DRAFT)
    acts = list(
        rows.select_related("meeting", "signed_document", "current__document").order_by("date", "position", "pk")
    )
    context = {
        "town": body.town,
        "body": body,
        "words": LISTS[nature],
        "nature": nature,
        "year": year,
        "acts": [(act, mark_safe(act.text), list(_pictures(act))) for act in acts],  # noqa: S308 (cleaned when saved)
        "subjects": _subjects(acts),
        "today": timezone.localdate(),
    }
    return pdf_render("council/pdf/register.html", context)


def _subjects(acts: list[Act]) -> list[tuple[str, list[Act]]]:
    """By matter; then what has none."""
    found: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        found[matter_level_two(act.matter_code)].append(act)
    codes = [code for code in MATTERS if code in found]
    table = [(f"{code} {MATTERS[code]}", found.pop(code)) for code in codes]
    rest: list[Any] = [act for group in found.values() for act in group]
    return table + ([("", rest)] if rest else [])


def _pictures(act: Act) -> Iterator[str]:
    """The pages of an act without text, as data URIs."""
    document: Document | None = act.signed_document or (act.current.document if act.current else None)
    if act.text or document is None:
        return
    for number in range(1, page_count(document) + 1):
        try:
            picture = page_image(document, number)
        except PageUnavailable:
            return
        yield "data:image/png;base64," + base64.b64encode(picture).decode()
