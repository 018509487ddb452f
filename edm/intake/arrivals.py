"""A mail whose bytes are safe is read, judged, and in one transaction becomes an item of the register.

What is decided here: a duplicate, put aside, joined to its case, or a case of its own; see docs/explanation/email.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.delivery.addresses import address_clean, own_addresses
from edm.files.api import Blob, Document, blob_store, document_for_blob
from edm.files.names import clean_name
from edm.intake.mails.danger import danger_of
from edm.intake.mails.institutional import is_institutional
from edm.intake.mails.reading import message_read
from edm.intake.message import Automatic, Message
from edm.intake.models import Reception
from edm.intake.services import Receipt, register_once
from edm.intake.telling import history_tell
from edm.intake.threads import Citation, case_cited
from edm.register.models import Case, CaseEvent, Channel, MailItem
from edm.register.registration import (
    Sender,
    case_open,
    correspondent_for,
    event_write,
    item_register,
    unqualified_kind,
)
from edm.register.services import case_joined

HEAD = 256 * 1024  # bytes read of a mail that is not read out
MAX_TRIES = 3
NOT_READ_OUT = "whole:"  # before the SHA-256, as the key of a mail that was read from its head alone
MAX_TEXT = 500_000  # characters; the original holds the rest
NO_REPLY = re.compile(r"(no|do[-_.]?not|ne[-_.]?pas)[-_.]?(reply|repondre)")

State = Reception.State
Handling = MailItem.Handling
Verb = CaseEvent.Verb


class AlreadyAnswered(Exception):
    """Another process has given this very reception its answer meanwhile."""


@dataclass(frozen=True)
class Letter:
    """A mail as it is registered: what was read, its attachments stored, what the clerk must know."""

    message: Message
    files: tuple[tuple[str, Blob], ...]
    handling: str
    citation: Citation | None
    arrived_at: datetime

    @property
    def joins(self) -> bool:
        return self.citation is not None and self.citation.joins


def mail_admit(reception: Reception, *, arrived_at: datetime | None = None, released_by: Any = None) -> None:
    """Give a reception its answer: duplicate, put aside, or registered. Repeated after a crash, it goes on.

    `released_by`: the registrar who lets in what was put aside; it is not judged dangerous again.
    """
    with override(settings.LANGUAGE_CODE):  # the register is in the town's language, whoever works
        try:
            _admit(reception, arrived_at, released_by)
        except AlreadyAnswered:
            reception.refresh_from_db()


def _admit(reception: Reception, arrived_at: datetime | None, released_by: Any) -> None:
    message = _read(reception)
    reception.key = message.content_key
    reception.name = (message.subject or _("E-mail without subject"))[:255]
    reception.sender = message.sender_email[:320]
    if not released_by:
        if _duplicate(reception):
            return
        if reason := danger_of(message):
            _answer(reception, State.QUARANTINED, reason=reason[:200])
            return
    # What fails from here on, a full disk say, is not the mail's fault.
    Document.objects.filter(receptions=reception.pk).update(read_attempts=0)
    _register(reception, _letter(reception, message, arrived_at), released_by)


def receipt_of(reception: Reception) -> Receipt | None:
    """The number under which a reception stands, if it has one."""
    item = reception.item
    return Receipt(item.number, item.case_id, item.pk, created=False) if item else None


def _read(reception: Reception) -> Message:
    """The mail, read; what is too big, or was three times not to be read or judged, is read from its head alone."""
    document = reception.document
    if document is None:
        raise RuntimeError(f"reception {reception.pk} has no original")
    blob = document.blob
    Document.objects.filter(pk=document.pk).update(read_attempts=F("read_attempts") + 1)
    words = ""
    if blob.size > settings.PARVIS_MAIL_MAX_BYTES:
        words = _("This e-mail is too big to be read out (%(size)s MB): open the original.")
        words %= {"size": round(blob.size / 1024 / 1024)}
    elif document.read_attempts >= MAX_TRIES:
        words = _("This e-mail could not be read: open the original.")
    with blob.path.open("rb") as file:
        message = message_read(file.read(HEAD if words else -1))
    if not words:
        return message
    # Its key is that of its bytes: the trace headers of what was not read can't be told from the rest.
    return replace(message, content_key=f"{NOT_READ_OUT}{blob.sha256}", attachments=(), defects=(words,))


def _duplicate(reception: Reception) -> bool:
    """Whether the same mail is in the ledger already; the row then points to it."""
    same = Reception.objects.filter(town=reception.town, channel=reception.channel, key=reception.key)
    original = same.exclude(state=State.DUPLICATE).exclude(pk=reception.pk).first()
    if original is None:
        return False
    _answer(reception, State.DUPLICATE, original=original)
    return True


def _answer(reception: Reception, state: str, **values: Any) -> None:
    """The answer of a mail that gets no number."""
    with transaction.atomic():
        _claim(reception)
        reception.state = state
        for field, value in values.items():
            setattr(reception, field, value)
        reception.save()


def _letter(reception: Reception, message: Message, arrived_at: datetime | None) -> Letter:
    files = tuple((one.name, blob_store(data=one.data)) for one in message.attachments)
    citation = case_cited(message, reception.town)
    joins = citation is not None and citation.joins
    return Letter(message, files, _handling(message, joins), citation, arrived_at or reception.received_at)


def _handling(message: Message, joins: bool) -> str:
    if message.automatic == Automatic.BOUNCE and joins:
        return Handling.JOINED
    if message.automatic != Automatic.NO:
        return Handling.NO_REPLY
    if joins:
        return Handling.JOINED
    if is_institutional(message):
        return Handling.INSTITUTIONAL
    return Handling.NO_REPLY if _unread(_sender(message).email) else Handling.NEW_CASE


def _register(reception: Reception, letter: Letter, released_by: Any) -> None:
    def register() -> MailItem:
        _claim(reception)
        if released_by:
            reception.reviewed_at, reception.reviewed_by = timezone.now(), released_by
        documents = _documents(reception, letter)
        item = _join(letter, documents) if letter.joins else _open(reception, letter, documents)
        history_tell(item, letter.message, letter.citation)
        return item

    state = State.JOINED if letter.joins else State.REGISTERED
    receipt = register_once(reception.town, Channel.EMAIL, reception.key, reception, state, register)
    if not receipt.created:  # the same mail, by another mailbox at the same moment
        reception.refresh_from_db(fields=["state", "item"])
        _duplicate(reception)


def _claim(reception: Reception) -> None:
    """Hold the row, as it was read: of two clicks, or two processes, the second one finds the first one's answer."""
    state = Reception.objects.select_for_update().values_list("state", flat=True).get(pk=reception.pk)
    if state != reception.state or state not in (State.RECEIVED, State.QUARANTINED):
        raise AlreadyAnswered


def _documents(reception: Reception, letter: Letter) -> list[int]:
    """The original first, under the subject's name, then the attachments."""
    original = reception.document
    assert original is not None  # noqa: S101
    original.name = clean_name(f"{reception.name[:80]}.eml")
    original.save(update_fields=["name"])
    made = [
        document_for_blob(town=reception.town, name=clean_name(name, default="piece-jointe"), blob=blob)
        for name, blob in letter.files
    ]
    return [original.pk, *(document.pk for document in made)]


def _unread(email: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    return bool(NO_REPLY.fullmatch(email.partition("@")[0]))


def _sender(message: Message) -> Sender:
    """Who wrote. Reply-To stands for From where nobody reads what is sent to From."""
    email = message.sender_email
    if not email or _unread(email):
        answer_to = address_clean(message.reply_to)
        if answer_to and answer_to not in own_addresses() and message.automatic in (Automatic.NO, Automatic.GENERATED):
            email = answer_to
    usable = email if len(email) <= 254 else ""
    return Sender(name=message.sender_name[:200], email=usable)


def _open(reception: Reception, letter: Letter, documents: list[int]) -> MailItem:
    message = letter.message
    item = case_open(
        kind=unqualified_kind(reception.town),
        channel=Channel.EMAIL,
        sender=_sender(message),
        subject=reception.name,
        text=message.text[:MAX_TEXT],
        document_ids=documents,
        received_at=letter.arrived_at,
        preferred_channel=Channel.EMAIL,
        handling=letter.handling,
        message_id=message.message_id,
    )
    # What a machine writes of its own accord (an invoice waits) is to be read.
    if message.automatic not in (Automatic.NO, Automatic.GENERATED):
        _close(item.case)
    return item


def _close(case: Case) -> None:
    """Absences, receipts, lists and bounces do not stand in the inbox (decision 91)."""
    case.state, case.ended_at, case.due = Case.State.CLOSED, timezone.now(), None
    case.closing_reason = _("Automatic message: no answer is expected.")
    case.save(update_fields=["state", "ended_at", "due", "closing_reason", "updated_at"])
    event_write(case=case, verb=Verb.CLOSED, text=case.closing_reason)


def _join(letter: Letter, documents: list[int]) -> MailItem:
    message = letter.message
    assert letter.citation is not None  # noqa: S101
    cases = Case.objects.select_related("town", "body__town", "kind", "unit", "correspondent")
    case = cases.get(pk=letter.citation.case.pk)
    person = message.automatic == Automatic.NO
    item = item_register(
        case=case,
        direction=MailItem.Direction.IN,
        channel=Channel.EMAIL,
        subject=message.subject or case.subject,
        text=message.text[:MAX_TEXT],
        correspondent=correspondent_for(town=case.town, sender=_sender(message)),
        document_ids=documents,
        at=letter.arrived_at,
        handling=letter.handling,
        message_id=message.message_id,
    )
    if person:
        case_joined(case=case, item=item)
    return item


def reception_write(reception: Reception, blob: Blob) -> Reception:
    """The ledger's row of a mail whose bytes have just been stored, before anything is read of it."""
    with transaction.atomic():
        reception.document = document_for_blob(town=reception.town, name=_("message.eml"), blob=blob, read=False)
        reception.sha256 = blob.sha256
        reception.save()
    return reception
