"""What Outlook hides in a winmail.dat (TNEF): files, and the text where the mail has no other."""

from __future__ import annotations

import logging
from typing import Any

from edm.intake.mails.charsets import text_of
from edm.intake.mails.markup import words_of

MIMES = {"application/ms-tnef", "application/vnd.ms-tnef"}
SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_OBJECTS = 2000  # tnefparse copies what is left of the file for each
MAX_EMBEDDED = 3
MAX_RTF = 5 * 1024 * 1024


def winmail_read(data: bytes, depth: int = 0) -> tuple[str, list[tuple[str, bytes]]] | None:
    """Its text and its files, (name, bytes) each; None if it cannot be read whole."""
    if not data.startswith(SIGNATURE) or depth >= MAX_EMBEDDED or _objects(data) > MAX_OBJECTS:
        return None
    try:
        # Late: few mails have one, and reading a mail needs no such library otherwise.
        from tnefparse import TNEF

        logging.getLogger("tnefparse").setLevel(logging.CRITICAL)
        read = TNEF(data, do_checksum=False)
        files: list[tuple[str, bytes]] = []
        for attachment in read.attachments:
            name = _text(attachment.long_filename()).strip("\0")
            if hasattr(attachment, "embed"):
                inner = winmail_read(bytes(attachment.data), depth + 1)
                if inner is None:
                    return None
                files += inner[1]
                if inner[0]:
                    files.append(((name or "message") + ".txt", inner[0].encode()))
            else:
                files.append((name, bytes(attachment.data)))
        text = _body(read)
        if not text and len(data) < MAX_RTF and (rtf := read.rtfbody):
            files.append(("message.rtf", bytes(rtf)))
    except Exception:  # noqa: BLE001 - a damaged file fails anywhere in the library
        return None
    return text, files


def _objects(data: bytes) -> int:
    count, position = 0, 6
    while position + 12 < len(data):
        position += 11 + int.from_bytes(data[position + 5 : position + 9], "little")
        count += 1
    return count


def _body(read: Any) -> str:
    if read.body:
        return _text(read.body).strip("\0 \r\n")
    return words_of(_text(read.htmlbody)) if read.htmlbody else ""


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return text_of(bytes(value)) if isinstance(value, (bytes, bytearray)) else str(value or "")
