"""A mail as RFC 5322 wants it. Built once: every try sends the same Message-ID and the same bytes.

The header block is written here, not by the email package, whose folding of long French subjects loses spaces.
"""

from __future__ import annotations

import binascii
import hashlib
import re
import uuid
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, quote

from edm.delivery.addresses import address_domain

Attachment = tuple[str, str, bytes]  # name, MIME type, bytes

# 7bit: any server takes it, with or without 8BITMIME.
WIRE = policy.SMTP.clone(cte_type="7bit")
ENCODED = 39  # bytes in one encoded word: 64 characters, which leaves room for the header's name on its line
# What ends the header block of `message_build`, and stands before the text's own headers.
MIME = b"MIME-Version: 1.0\r\n"
TEXT = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: '


@dataclass(frozen=True)
class Letterhead:
    """All of a mail but its text: who writes to whom, and in which thread."""

    message_id: str  # without <>, as in `references`
    sender: str
    sender_name: str
    recipients: Sequence[str]
    subject: str
    at: datetime
    auto_submitted: str = ""  # RFC 3834: auto-generated, auto-replied; "" for what a person wrote
    references: Sequence[str] = field(default_factory=tuple)  # oldest first; the last one is answered
    more: Sequence[tuple[str, str]] = field(default_factory=tuple)  # other headers: List-Unsubscribe…


def message_id_new(sender: str) -> str:
    """A Message-ID (without <>) in the sender's own domain."""
    return f"{uuid.uuid4().hex}@{address_domain(sender)}"


def one_line(text: str) -> str:
    """Text fit for a header: a line break in a subject begins no other header."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()


def message_build(head: Letterhead, text: str, html: str, attachments: Sequence[Attachment]) -> bytes:
    """The whole message, with CRLF line ends."""
    # An address with an accent before its @ stays as it is (RFC 6531); all else is ASCII.
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(head))
    content = _with_html(text, html, _boundary(head.message_id, "text")) if html else _text_part(text)
    raw = headers.encode() + MIME + content
    return _with_files(raw, attachments, _boundary(head.message_id, "files"))


def message_with(raw: bytes, attachments: Sequence[Attachment], message_id: str) -> bytes:
    """A message of `message_build` with files added; the same files give the same bytes at every try."""
    return _with_files(raw, attachments, _boundary(message_id, "documents"))


def _headers(head: Letterhead) -> list[tuple[str, str]]:
    headers = [
        ("Message-ID", f"<{head.message_id}>"),
        ("Date", format_datetime(head.at)),
        ("From", _mailbox(one_line(head.sender_name), head.sender)),
        ("To", ",\r\n ".join(head.recipients)),
        ("Subject", _text(one_line(head.subject), "Subject")),
    ]
    if head.auto_submitted:
        headers.append(("Auto-Submitted", head.auto_submitted))
        headers.append(("X-Auto-Response-Suppress", "All"))  # Exchange's own way to say the same
    if head.references:
        headers.append(("In-Reply-To", f"<{head.references[-1]}>"))
        headers.append(("References", "\r\n ".join(f"<{reference}>" for reference in head.references)))
    headers += [(name, one_line(value)) for name, value in head.more]
    return headers


def _text(value: str, name: str) -> str:
    if value.isascii():
        return Header(value, "us-ascii", maxlinelen=76, header_name=name).encode(linesep="\r\n")
    # RFC 2047: words of at most 75 characters, none of which cuts a character; the spaces between them don't count.
    words, word = [], b""
    for character in value:
        if len(word) + len(letter := character.encode()) > ENCODED:
            words.append(word)
            word = b""
        word += letter
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in [*words, word])


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    phrase = f'"{quote(name)}"' if name.isascii() else _text(name, "From")
    return f"{phrase} <{address}>"


def _text_part(text: str) -> bytes:
    """Plain text alone, as every notice is: by C, at a tenth of what the email package takes to build it."""
    body = "\r\n".join([*text.splitlines(), ""]).encode()
    if body.isascii() and max(map(len, body.splitlines()), default=0) <= 76:
        return TEXT + b"7bit\r\n\r\n" + body
    return TEXT + b"quoted-printable\r\n\r\n" + binascii.b2a_qp(body)


def _with_html(text: str, html: str, boundary: str) -> bytes:
    content = EmailMessage(policy=WIRE)
    content.set_content(text)
    content.add_alternative(html, subtype="html")
    return _part(content, boundary)


def _with_files(raw: bytes, attachments: Sequence[Attachment], boundary: str) -> bytes:
    if not attachments:
        return raw
    headers, _, content = raw.partition(MIME)
    separator = f"\r\n--{boundary}\r\n".encode()
    parts = [f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n'.encode(), content]
    parts += [_attachment(*attachment) for attachment in attachments]
    return headers + MIME + separator.join(parts) + f"\r\n--{boundary}--\r\n".encode()


def _attachment(name: str, mime: str, data: bytes) -> bytes:
    maintype, _, subtype = mime.partition("/")
    if not subtype or maintype in ("message", "multipart"):  # these may not be base64 (RFC 2046)
        maintype, subtype = "application", "octet-stream"
    part = EmailMessage(policy=WIRE)
    part.set_content(data, maintype=maintype, subtype=subtype, disposition="attachment", filename=one_line(name))
    return _part(part)


def _part(part: EmailMessage, boundary: str = "") -> bytes:
    if part.is_multipart():
        part.set_boundary(boundary)
    for piece in part.walk():
        del piece["MIME-Version"]
    return part.as_bytes()


def _boundary(message_id: str, role: str) -> str:
    return f"=_{role}_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
