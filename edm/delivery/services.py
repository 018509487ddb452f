"""Writing to the queue, in the caller's transaction: what was rolled back was never announced."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from edm.delivery.addresses import address_clean, own_addresses
from edm.delivery.messages import Attachment, Letterhead, message_build, message_id_new, one_line
from edm.delivery.models import OutgoingMail
from edm.files.models import Document
from edm.register.models import Case, CaseEvent, Channel, MailItem

logger = logging.getLogger(__name__)

THREAD = 10  # Message-IDs in References: more make no difference to any mail program
# What strangers write as a Message-ID: a header is ASCII, and its lines have an end (RFC 5322, 2.1.1 and 2.2).
CITABLE = re.compile(r"[!-;=?-~]{1,900}")


def mail_queue(
    *,
    to: Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    documents: Sequence[Document] = (),
    case: Case | None = None,
    item: MailItem | None = None,
    in_reply_to: str = "",
    sender: str = "",
    automatic: bool | None = None,
    headers: Mapping[str, str] | None = None,
) -> OutgoingMail | None:
    """Queue one mail in the current transaction; the worker sends it.

    `documents` are attached when it leaves (no file is read here). `in_reply_to` is a Message-ID, with or without
    <>. `sender` is "address" or "Name <address>", by default the town's. `automatic` marks what no person wrote
    (RFC 3834): by default, all but a reply by e-mail. `headers` are more of them, in ASCII. An address of ours or one
    that can't be used is left out; the case's history says so of the latter. None when nobody is left to write to.
    """
    recipients = _recipients(to, case)
    if not recipients:
        return None
    town_name, address = _sender(sender, case)
    reply = item is not None and item.direction == MailItem.Direction.OUT and item.channel == Channel.EMAIL
    now = timezone.now()
    opens = item is not None and item.handling == MailItem.Handling.NEW_CASE  # nothing was written before
    references = _thread(None if opens else case, recipients, in_reply_to)
    head = Letterhead(
        message_id=message_id_new(address),
        sender=address,
        sender_name=town_name,
        recipients=recipients,
        subject=subject,
        at=timezone.localtime(now),
        auto_submitted=_auto_submitted(not reply if automatic is None else automatic, in_reply_to),
        references=references,
        more=tuple((headers or {}).items()),
    )
    with transaction.atomic(savepoint=False):
        mail = OutgoingMail.objects.create(
            message_id=head.message_id,
            sender=address,
            recipients=recipients,
            pending=recipients,
            subject=one_line(subject)[:255],
            raw=message_build(head, text, html, attachments),
            due_at=now,
            case=case,
            item=item,
        )
        if documents:
            mail.documents.set(documents)
    return mail


def mail_retry(*, mail_id: int) -> bool:
    """Put a mail back among those to send now; False when nobody is left to write to.

    One that was refused for good is tried again for those who refused it; one that waits, without waiting.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state == OutgoingMail.State.SENT:
            return False
        if mail.state == OutgoingMail.State.FAILED:
            mail.state, mail.pending, mail.refusals, mail.error = OutgoingMail.State.DUE, mail.recipients, {}, ""
        mail.due_at = timezone.now()
        mail.save(update_fields=["state", "pending", "refusals", "error", "due_at"])
    return True


def _recipients(to: Sequence[str], case: Case | None) -> list[str]:
    own, kept = own_addresses(), {}
    for given in to:
        address = address_clean(given)
        if not address:
            logger.warning("An address that can't be used was left out: %r", given)
            if case is not None:
                CaseEvent.objects.create(case=case, verb=CaseEvent.Verb.UNDELIVERED, text=one_line(given)[:320])
        elif address.lower() not in own:
            kept[address.lower()] = address
    return list(kept.values())


def _sender(given: str, case: Case | None) -> tuple[str, str]:
    """The name and the address of the sender."""
    name, _ = parseaddr(given or settings.DEFAULT_FROM_EMAIL)
    address = address_clean(given)
    if not given and case is not None:
        name = case.town.name
        address = address_clean(case.town.email)
    return name, address or address_clean(settings.DEFAULT_FROM_EMAIL)


def _auto_submitted(automatic: bool, in_reply_to: str) -> str:
    if not automatic:
        return ""
    return "auto-replied" if in_reply_to else "auto-generated"


def _thread(case: Case | None, recipients: list[str], in_reply_to: str) -> list[str]:
    """The Message-IDs this mail follows, oldest first: those of the case with these people, then the one answered."""
    thread: list[str] = []
    if case is not None:
        ours = (
            OutgoingMail.objects.filter(case=case).order_by("-id").values_list("created_at", "message_id", "recipients")
        )
        written = [(at, message_id) for at, message_id, people in ours[:THREAD] if set(people) & set(recipients)]
        if in_reply_to:
            theirs = case.items.filter(direction=MailItem.Direction.IN).exclude(message_id="").order_by("-id")
            people = {address.lower() for address in recipients}
            told = theirs.values_list("at", "message_id", "correspondent__email")[:THREAD]
            written += [(at, message_id) for at, message_id, email in told if email.lower() in people]
        thread = [message_id for _at, message_id in sorted(written)][-THREAD:]
    answered = in_reply_to.strip("<> ")
    if answered:
        thread = [reference for reference in thread if reference != answered] + [answered]
    return [reference for reference in thread if CITABLE.fullmatch(reference)]


def mail_bounced(*, case: Case | None, message_ids: Sequence[str], addresses: Sequence[str], words: str) -> None:
    """A mail of the case has come back: those it did not reach have refused it, whatever their server had said.

    Of the case alone: a bounce is easily forged, and may name what it likes. Without a case, of the mails that
    belong to none: their Message-IDs are known to those who received them alone.
    """
    for mail in OutgoingMail.objects.select_for_update().filter(case=case, message_id__in=message_ids):
        failed = {who: words for who in mail.recipients if who.lower() in addresses}
        if not failed or mail.state == OutgoingMail.State.DUE:
            continue
        mail.refusals |= failed
        mail.error = words[:500]
        if len(mail.refusals) == len(mail.recipients):
            mail.state, mail.sent_at = OutgoingMail.State.FAILED, None
        mail.save(update_fields=["refusals", "error", "state", "sent_at"])
