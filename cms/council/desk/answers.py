"""A paper made for one clerk: shown, and kept by nobody on the way."""

from __future__ import annotations

from django.http import HttpResponse


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
