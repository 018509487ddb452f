"""Django's e-mail backend: a row of the queue, in the transaction of the sender."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from edm.delivery.addresses import address_clean
from edm.delivery.messages import message_id_new, one_line
from edm.delivery.models import OutgoingMail


class QueueBackend(BaseEmailBackend):
    """Sign-in and password mails too wait in the queue: they leave again if the server was down."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(_queue(message) for message in email_messages)


def _queue(message: EmailMessage) -> int:
    recipients = list(dict.fromkeys(filter(None, map(address_clean, message.recipients()))))
    if not recipients:
        return 0
    sender = address_clean(message.from_email)
    headers = {name.lower(): value for name, value in message.extra_headers.items()}
    message_id = headers.get("message-id", "").strip("<> ")
    if not message_id:
        message_id = message_id_new(sender)
        message.extra_headers["Message-ID"] = f"<{message_id}>"
    message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    OutgoingMail.objects.create(
        message_id=message_id,
        sender=sender,
        recipients=recipients,
        pending=recipients,
        subject=one_line(str(message.subject))[:255],
        raw=re.sub(rb"\r?\n", b"\r\n", message.message().as_bytes()),
        due_at=timezone.now(),
    )
    return 1
