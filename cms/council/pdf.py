"""The council's papers as PDF/A-3a, from templates: tagged, in French, with the town's arms."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.organisation.api import arms_data

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a paper otherwise


class PdfUnavailable(Exception):
    """No PDF can be made now; `message` says why, for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def pdf_render(template: str, context: dict[str, Any]) -> bytes:
    """The bytes of a PDF/A-3a; outside any transaction. Raises PdfUnavailable.

    `context` has `town`. The template extends council/pdf/base.html; what it shows comes with it, since nothing is
    fetched from another host or from the disk.
    """
    with override(settings.LANGUAGE_CODE):
        page = render_to_string(
            template, {"language": settings.LANGUAGE_CODE, "arms": arms_data(context["town"]), **context}
        )
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as missing:  # a library of pango can't be loaded
        raise PdfUnavailable(
            _("PDF papers can't be made on this server: pango is missing. Ask your administrator to install it.")
        ) from missing
    made: bytes = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
        pdf_variant="pdf/a-3a"
    )
    return made
