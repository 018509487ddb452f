"""Three short sheets of our own, in the State's format, so that the demonstration shows what an import brings."""

from __future__ import annotations

from pathlib import Path

from cms.guides.models import Guide
from cms.guides.services import guides_import


def guides_load() -> None:
    """Only where nothing was imported: an import of the real set withdraws them."""
    if not Guide.objects.exists():
        guides_import(path=Path(__file__).parent, source="demonstration")
