"""What the other packages may use of replies; all else is private to it.

letters_due      the worker's step
template_create  set-up
reply_send       set-up of a demonstration; clerks have their own screen
"""

from __future__ import annotations

from edm.organisation.api import Town, Unit
from edm.replies.letters import letters_due
from edm.replies.models import ReplyTemplate
from edm.replies.services import reply_send

__all__ = ["letters_due", "reply_send", "template_create"]


def template_create(*, town: Town, name: str, subject: str, body: str, unit: Unit | None = None) -> ReplyTemplate:
    """A template offered to one unit, or to all; ValidationError names a variable that does not exist."""
    template = ReplyTemplate(town=town, unit=unit, name=name, subject=subject, body=body)
    template.full_clean()
    template.save()
    return template
