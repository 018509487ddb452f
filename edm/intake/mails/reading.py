"""A mail, from its bytes: the entrance."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _

from edm.intake.mails.authentication import disowned
from edm.intake.mails.automatic import automatic_of, reported, status_of
from edm.intake.mails.charsets import text_of, tidy
from edm.intake.mails.contents import MAX_TEXT, contents_read
from edm.intake.mails.headers import Headers, addresses, date_of, ids, message_id, names_of
from edm.intake.mails.identity import FROM_LINE, content_key
from edm.intake.mails.structure import Budget, part_read
from edm.intake.message import Attachment, Automatic, Message

logger = logging.getLogger(__name__)


def message_read(raw: bytes) -> Message:
    """The mail. Raises on no bytes at all: what cannot be read is told in `defects`, the original is the caller's."""
    try:
        return _read(raw)
    except Exception:
        # A fault of ours must not keep a citizen's mail outside: it enters as it came.
        logger.exception("A mail could not be read")
        return Message(
            content_key=content_key(raw),
            text=tidy(text_of(raw[:MAX_TEXT])),
            defects=(_("This message could not be read: its text is shown as it came."),),
        )


def _read(raw: bytes) -> Message:
    budget = Budget()
    tree = part_read(FROM_LINE.sub(b"", raw, count=1), budget)
    headers = tree.headers
    contents = contents_read(tree, budget)
    if headers.cut:
        contents.tell(_("The headers of this message are very long: some were not read."))
    name, email, missing = _sender(headers)
    if missing:
        contents.tell(missing)
    answer = addresses(headers.get("reply-to"))
    text = contents.text[:MAX_TEXT]
    automatic = automatic_of(headers, tree, contents, email)
    reported_ids, reported_addresses = reported(automatic, headers, contents)
    return Message(
        content_key=content_key(raw),
        message_id=message_id(headers.get("message-id")),
        references=_references(headers),
        sender_name=name,
        sender_email=email,
        disowned=disowned(headers.get("authentication-results")),
        reply_to=answer[0][1] if answer and answer[0][1] != email else "",
        recipients=tuple(dict.fromkeys(a for h in ("to", "cc") for v in headers.all(h) for _n, a in addresses(v))),
        subject=headers.text("subject"),
        sent_at=date_of(headers.get("date")),
        text=text,
        attachments=_once_each(contents.attachments),
        automatic=automatic,
        reported_ids=reported_ids,
        reported_addresses=reported_addresses,
        reported_status=status_of(contents) if automatic == Automatic.BOUNCE else "",
        defects=tuple(contents.defects),
    )


def _sender(headers: Headers) -> tuple[str, str, str]:
    """Name, address, and a word when the address is not that of From."""
    found = addresses(headers.get("from"))
    if found:
        return *found[0], ""
    name = names_of(headers.get("from"))
    for other in ("sender", "return-path", "reply-to"):
        found = addresses(headers.get(other))
        if found:
            told = _("The sender is not named: the address is the one that the message was sent through.")
            return name or found[0][0], found[0][1], told
    return name, "", _("The sender's address is missing or cannot be read.")


def _references(headers: Headers) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids(headers.get("references")) + ids(headers.get("in-reply-to"))))


def _once_each(attachments: list[Attachment]) -> tuple[Attachment, ...]:
    """An invitation is often sent twice, once as a version of the text: the one with the better place stays."""
    return tuple({("" if a.name.lower().endswith(".ics") else a.name, a.data): a for a in attachments}.values())
