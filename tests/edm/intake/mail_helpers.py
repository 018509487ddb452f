"""Mails as people and machines write them, for the tests of the e-mail channel."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from django.utils import timezone

from edm.intake.ledger import verify
from edm.intake.models import Reception

CORPUS = Path(__file__).parent / "mails"


def mail(
    text: str = "Bonjour, il y a un trou rue du Pont.",
    *,
    subject: str = "Un nid-de-poule",
    sender: str = "Maryse Cadoret <maryse.cadoret@courriel.example>",
    files: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "mairie@localhost", subject
    message["Date"] = format_datetime(timezone.now())
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return crlf(message.as_bytes())


def crlf(raw: bytes) -> bytes:
    """As any IMAP server gives it."""
    return re.sub(rb"\r?\n", b"\r\n", raw)


def balanced() -> bool:
    """The ledger has an answer for everything, and no fault."""
    assert list(verify()) == []
    assert not Reception.objects.filter(state=Reception.State.RECEIVED).exists()
    return True
