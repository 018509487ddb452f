"""What a mail says, read from its bytes. Plain Python: what cannot be read is told, and never raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Automatic(StrEnum):
    """Why nobody waits for an answer to a mail (RFC 3834); nothing automatic is ever acknowledged."""

    NO = ""  # a person wrote
    BOUNCE = "bounce"  # a delivery report (RFC 3464): what we sent did not arrive
    RECEIPT = "receipt"  # a disposition notification (RFC 8098): what we sent was opened
    ABSENCE = "absence"  # out of office, and every other auto-reply
    LIST = "list"  # a list or a newsletter
    GENERATED = "generated"  # a machine's own mail


@dataclass(frozen=True)
class Attachment:
    """A file of the mail, decoded; one inside a winmail.dat or a forwarded message too."""

    name: str
    mime: str  # as the bytes say, else as declared
    data: bytes
    damaged: bool = False  # cut short or not decodable: `data` is what could be saved


@dataclass(frozen=True)
class Message:
    """One mail. Identifiers are without <>, texts are Unicode without control characters, addresses lower-case."""

    content_key: str  # SHA-256 of the mail without its trace headers: the same mail twice has the same one
    message_id: str = ""
    references: tuple[str, ...] = ()  # References, then In-Reply-To where it adds one; oldest first
    sender_name: str = ""
    sender_email: str = ""  # of From, else of the envelope, which `defects` tells; "" where none can be read
    disowned: bool = False  # by the server that received it: the domain of From did not send it (RFC 8601)
    reply_to: str = ""  # the address to answer, where it is not From's
    recipients: tuple[str, ...] = ()  # To and Cc
    subject: str = ""
    sent_at: datetime | None = None  # aware
    text: str = ""  # the plain part, else the HTML one's words
    attachments: tuple[Attachment, ...] = ()  # those of attached messages too
    automatic: Automatic = Automatic.NO
    reported_ids: tuple[str, ...] = ()  # of a bounce or a receipt: the Message-IDs of ours that it speaks of
    reported_addresses: tuple[str, ...] = ()  # of a bounce: the recipients it failed for
    reported_status: str = ""  # of a bounce: "5.1.1" (RFC 3463)
    defects: tuple[str, ...] = field(default=())  # what could not be read, a sentence each, for the clerk
