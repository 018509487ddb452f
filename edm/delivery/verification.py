"""The queue's own check."""

from __future__ import annotations

from collections.abc import Iterator

from edm.delivery.models import OutgoingMail
from edm.register.models import Channel, MailItem


def verify() -> Iterator[str]:
    """Yield one sentence a fault: a mail whose state and people disagree, a reply by e-mail that was never queued."""
    for mail in OutgoingMail.objects.iterator(chunk_size=100):
        if (mail.state == OutgoingMail.State.DUE) != bool(mail.pending):
            yield f"mail {mail.pk}: state {mail.state}, {len(mail.pending)} people to write to"
        if (mail.state == OutgoingMail.State.SENT) != (mail.sent_at is not None):
            yield f"mail {mail.pk}: state {mail.state}, sent at {mail.sent_at}"
        if f"<{mail.message_id}>".encode() not in bytes(mail.raw):
            yield f"mail {mail.pk}: its Message-ID is not {mail.message_id}"
        for document in mail.documents.select_related("blob"):
            if not document.blob.path.is_file():
                yield f"mail {mail.pk}: the attached document {document.pk} has no file"
    replies = MailItem.objects.filter(direction=MailItem.Direction.OUT, channel=Channel.EMAIL)
    for number in replies.filter(outgoing_mails=None).values_list("number", flat=True):
        yield f"departure {number}: no mail was queued"
