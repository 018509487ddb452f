"""Whether two mails are the same one: a key of the mail without what each route adds to it."""

from __future__ import annotations

import hashlib
import re

from edm.intake.mails.headers import headers_split

# Written by servers and mailboxes on the way; with every X-… and ARC-… header.
TRACE = {
    "apparently-to",
    "authentication-results",
    "content-length",
    "delivered-to",
    "delivery-date",
    "dkim-filter",
    "dkim-signature",
    "domainkey-signature",
    "envelope-from",
    "envelope-to",
    "lines",
    "old-return-path",
    "original-recipient",
    "received",
    "received-spf",
    "return-path",
    "status",
}
FROM_LINE = re.compile(rb"\A>?From [^\r\n]*(?:\r\n|\n|\r)")
ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
SPACES = re.compile(rb"\s+")


def content_key(raw: bytes) -> str:
    """SHA-256 of the headers that the sender wrote, in any order and however folded, and of the body."""
    mbox = FROM_LINE.match(raw)
    pairs, body, _ = headers_split(raw)
    kept = sorted(
        name.encode() + b":" + SPACES.sub(b" ", value).strip()
        for name, value in pairs
        if name not in TRACE and not name.startswith(("x-", "arc-", "resent-"))
    )
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip()
    if mbox:
        body = ESCAPED.sub(rb"\1", body)
    key = hashlib.sha256()
    for piece in (*kept, b"", body):
        key.update(piece + b"\n")
    return key.hexdigest()
