"""Public: how a town gets its reply templates. All else in this app is private to edm."""

from __future__ import annotations

from edm.organisation.api import Town, Unit
from edm.replies.models import ReplyTemplate

__all__ = ["template_create"]


def template_create(*, town: Town, name: str, subject: str, body: str, unit: Unit | None = None) -> ReplyTemplate:
    """A template offered to one unit, or to all; ValidationError names a variable that does not exist."""
    template = ReplyTemplate(town=town, unit=unit, name=name, subject=subject, body=body)
    template.full_clean()
    template.save()
    return template
