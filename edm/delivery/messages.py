"""A mail as RFC 5322 wants it. Built once: every try sends the same Message-ID and the same bytes."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_string, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from edm.delivery.addresses import address_domain

Attachment = tuple[str, str, bytes]  # name, MIME type, bytes

# 7bit: any server takes it, with or without 8BITMIME.
WIRE = policy.SMTP.clone(cte_type="7bit")
WIRE_UTF8 = policy.SMTPUTF8.clone(cte_type="7bit")  # an address with an accent before the @ (RFC 6531)


@dataclass(frozen=True)
class Letterhead:
    """All of a mail but its text: who writes to whom, and in which thread."""

    message_id: str
    sender: str
    sender_name: str
    recipients: Sequence[str]
    subject: str
    at: datetime
    auto_submitted: str = ""  # RFC 3834: auto-generated, auto-replied; "" for what a person wrote
    references: Sequence[str] = field(default_factory=tuple)  # oldest first; the last one is answered


def message_id_new(sender: str) -> str:
    """A Message-ID (without <>) in the sender's own domain."""
    return f"{uuid.uuid4().hex}@{address_domain(sender)}"


def one_line(text: str) -> str:
    """Text fit for a header: a line break in a subject begins no other header."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()


def wire_policy(addresses: Iterable[str]) -> policy.EmailPolicy:
    return WIRE if all(address.isascii() for address in addresses) else WIRE_UTF8


def message_build(head: Letterhead, text: str, html: str, attachments: Iterable[Attachment]) -> bytes:
    """The whole message, with CRLF line ends."""
    message = EmailMessage(policy=wire_policy([head.sender, *head.recipients]))
    message["Message-ID"] = f"<{head.message_id}>"
    message["Date"] = format_datetime(head.at)
    message["From"] = _mailbox(head.sender, one_line(head.sender_name))
    message["To"] = [_mailbox(address) for address in head.recipients]
    message["Subject"] = one_line(head.subject)
    if head.auto_submitted:
        message["Auto-Submitted"] = head.auto_submitted
        message["X-Auto-Response-Suppress"] = "All"  # Exchange answers absent people's mail without it
    if head.references:
        message["In-Reply-To"] = f"<{head.references[-1]}>"
        message["References"] = " ".join(f"<{reference}>" for reference in head.references)
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return _attach(message, attachments, head.message_id)


def message_with(raw: bytes, attachments: Sequence[Attachment], message_id: str) -> bytes:
    """`raw` with files added; the same files give the same bytes at every try."""
    if not attachments:
        return raw
    # Read as text: the parser of bytes doesn't know RFC 6531's headers in UTF-8.
    message = message_from_string(raw.decode(), policy=WIRE if raw.isascii() else WIRE_UTF8)
    return _attach(message, attachments, message_id)


def _attach(message: EmailMessage, attachments: Iterable[Attachment], message_id: str) -> bytes:
    for name, mime, data in attachments:
        maintype, _, subtype = (mime or "application/octet-stream").partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype or "octet-stream", filename=one_line(name))
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for rank, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{rank}_{seed}")
    return message.as_bytes()


def _mailbox(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
