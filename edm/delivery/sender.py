"""Sending what is due. The worker's part: no transaction is open while a server is spoken to."""

from __future__ import annotations

import fcntl
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.delivery.lastword import last_word, remember
from edm.delivery.messages import message_with
from edm.delivery.models import OutgoingMail
from edm.delivery.transports import Transport, Unreachable, Verdict, transport_open
from edm.register.models import CaseEvent, Channel, MailItem

logger = logging.getLogger(__name__)

BATCH = 100
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1: at least 4 or 5 days


def mail_waits() -> bool:
    """Whether any mail is due now; one indexed query."""
    return _due().exists()


def _due() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=OutgoingMail.State.DUE, due_at__lte=timezone.now())


def send_due(*, limit: int = BATCH) -> int:
    """Send up to `limit` due mails, oldest due first; how many left. 0 at once when another sender is at work.

    A mail leaves again only for those for whom the server did not say 250: what it said is saved mail by mail.
    """
    if not mail_waits():
        return 0
    with _alone() as alone:
        if not alone:
            return 0
        recall()
        return _send_batch(list(_due().order_by("due_at", "id").values_list("id", flat=True)[:limit]))


def _send_batch(mail_ids: list[int]) -> int:
    sent = 0
    transport = transport_open()
    try:
        for rank, mail_id in enumerate(mail_ids):
            mail = OutgoingMail.objects.select_related("item", "case").get(pk=mail_id)
            try:
                verdict = _try(mail, transport)
            except Unreachable as down:
                # One try for them all, after the shortest pause, which counts against no mail.
                waiting = OutgoingMail.objects.filter(pk__in=mail_ids[rank:])
                waiting.update(due_at=timezone.now() + _pause(1), error=str(down))
                logger.warning("Mail waits, the server can't be used: %s", down)
                break
            remember(mail.message_id, mail.attempts + 1, verdict)
            _conclude(mail, verdict)
            sent += mail.state == OutgoingMail.State.SENT
    finally:
        transport.close()
    return sent


def recall() -> None:
    """Save what the server had said when a sender was killed before it could."""
    if (last := last_word()) is None:
        return
    message_id, attempt, verdict = last
    # What was saved is not said again: the mail may have been put back in the queue since.
    unsaved = OutgoingMail.objects.filter(message_id=message_id, attempts__lt=attempt)
    mail = unsaved.select_related("item", "case").first()
    if mail is not None and {*verdict.accepted, *verdict.refused} & {*mail.pending}:
        _conclude(mail, verdict)


def _try(mail: OutgoingMail, transport: Transport) -> Verdict:
    try:
        files = [(doc.name, doc.blob.mime, doc.blob.path.read_bytes()) for doc in mail.documents.select_related("blob")]
        raw = message_with(bytes(mail.raw), files, mail.message_id)
        name = f"{mail.pk:06d}-{slugify(mail.subject)[:60] or 'mail'}.eml"
        return transport.send(name=name, sender=mail.sender, recipients=mail.pending, raw=raw)
    except OSError as failed:  # a file can't be read, the disk is full
        return Verdict(error=f"{type(failed).__name__}: {failed}"[:500])


def _conclude(mail: OutgoingMail, verdict: Verdict) -> None:
    """Save what the server said, before anything else is sent, and tell the case."""
    now = timezone.now()
    mail.attempts += 1
    mail.refusals |= verdict.refused
    mail.pending = [who for who in mail.pending if who not in verdict.accepted and who not in verdict.refused]
    mail.error = verdict.error or "; ".join(mail.refusals.values())[:500]
    if mail.pending and now - mail.created_at > GIVE_UP_AFTER:
        verdict.refused |= dict.fromkeys(mail.pending, mail.error)
        mail.refusals |= verdict.refused
        mail.pending = []
    if mail.pending:
        mail.due_at = now + _pause(mail.attempts)
    elif len(mail.refusals) == len(mail.recipients):
        mail.state = OutgoingMail.State.FAILED
    else:
        mail.state, mail.sent_at = OutgoingMail.State.SENT, now
    with transaction.atomic():
        mail.save(update_fields=["state", "pending", "refusals", "error", "due_at", "attempts", "sent_at"])
        _tell_case(mail, verdict, now)


def _pause(attempts: int) -> timedelta:
    """How long to wait after so many tries: longer each time, up to the last of the list."""
    pauses: list[int] = settings.PARVIS_MAIL_PAUSES
    return timedelta(seconds=pauses[min(attempts, len(pauses)) - 1])


def _tell_case(mail: OutgoingMail, verdict: Verdict, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):  # a history is read by all, in the town's language
        for address, words in verdict.refused.items():
            text = _("%(address)s: the server refused (%(words)s).") % {"address": address, "words": words}
            _event(mail, CaseEvent.Verb.UNDELIVERED, text)
        item = mail.item
        if item is None or not verdict.accepted:
            return
        if item.direction == MailItem.Direction.IN:
            MailItem.objects.filter(pk=item.pk, receipt_sent_at=None).update(receipt_sent_at=now)
        elif item.channel == Channel.EMAIL:
            people = ", ".join(verdict.accepted)
            _event(mail, CaseEvent.Verb.DELIVERED, _("By e-mail, to %(people)s.") % {"people": people})


def _event(mail: OutgoingMail, verb: CaseEvent.Verb, text: str) -> None:
    if mail.case is not None:
        CaseEvent.objects.create(case=mail.case, item=mail.item, verb=verb, text=re.sub(r"\s+", " ", text))


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the one sender; the kernel frees the lock of a killed one."""
    path = Path(settings.PARVIS_DATA) / "run" / "sender.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
