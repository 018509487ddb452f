"""E-mail: each message of a mailbox becomes registered mail, and is flagged where it lies.

The order keeps every message: its bytes are stored, the ledger has its row, the register its number; only then it is
flagged on the server, and only then acknowledged. Whatever the moment of a crash, the next look goes on where it
stopped. No message is deleted or moved.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from imapclient import IMAPClient

from edm.files.api import Blob, blob_store
from edm.files.kinds import EMAIL
from edm.intake.arrivals import mail_admit, reception_write
from edm.intake.imap import MailboxDown, MessageGone, MessageStream, folder_open, imap_open, messages_flag, uids_from
from edm.intake.models import Mailbox, Reception
from edm.register.models import Channel

logger = logging.getLogger(__name__)

AGAIN = timedelta(seconds=20)  # after a server that did not answer
AGAIN_REFUSED = timedelta(minutes=5)  # after a refused login: more often would look like an attack
SEEN_EVERY = timedelta(minutes=1)  # `checked_at` need not be written at each look
ORPHANED = timedelta(minutes=10)  # whoever was at it has gone
ACCOUNT_LENGTH = 240  # characters of a source before its UIDVALIDITY and UID

State = Reception.State


def mailbox_look(mailbox_id: int, *, wait: bool = False) -> Counter[str]:
    """Take in what is new in a mailbox; how many messages ended in each state of the ledger.

    One process at a time: another one returns at once or, with `wait`, when its turn comes. What fails is told by
    the mailbox's `error` and tried again.
    """
    with _alone(mailbox_id, wait=wait) as alone:
        mailbox = Mailbox.objects.select_related("town").filter(pk=mailbox_id, is_active=True).first()
        if not alone or mailbox is None:
            return Counter()
        look = Look(mailbox)
        try:
            with imap_open(mailbox) as client:
                look.take(client)
        except MailboxDown as down:
            _conclude(mailbox, str(down), AGAIN_REFUSED if down.refused else AGAIN)
        else:
            _conclude(mailbox, "; ".join(look.failures), None)
        return look.done


class Look:
    """One look at an open mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.done: Counter[str] = Counter()
        self.failures: list[str] = []
        account = f"{mailbox.username}@{mailbox.host}/{mailbox.folder}"
        if len(account) > ACCOUNT_LENGTH:
            digest = hashlib.sha256(account.encode()).hexdigest()[:16]
            account = f"{account[: ACCOUNT_LENGTH - 17]}~{digest}"
        self.account = f"{account};"

    def take(self, client: IMAPClient) -> None:
        """Store and register what is new, then what a crash or a failure left, and flag it all. Raises MailboxDown."""
        self.client = client
        uid_validity = folder_open(client, self.mailbox).uid_validity
        if uid_validity != self.mailbox.uid_validity:
            # The folder's numbers are new ones: all is read again, what is known by its bytes is recognised.
            self._save(uid_validity=uid_validity, uid_next=1)
        self._flag(self._registered())
        left = self._left()
        if self._new():
            self._acknowledge_gone()
        for reception in left:
            self._admit(reception)

    def _new(self) -> bool:
        """Take in the messages from the mark on; whether each of them is in the ledger now."""
        uids = uids_from(self.client, self.mailbox.uid_next)
        known = self._known(uids)
        complete = True
        for uid in uids:
            if uid not in known:
                complete = self._one(uid) and complete
            if complete:  # what could not be stored is asked for again: the mark stays before it
                self._save(uid_next=uid + 1)
        return complete

    def _one(self, uid: int) -> bool:
        """Take in one message, unless its bytes can't be had or stored now; no failure stops those after it."""
        stream = MessageStream(self.client, uid)
        try:
            blob = blob_store(stream=stream, mime=EMAIL)
            if self._recognised(uid, blob):
                return True
            reception = self._written(uid, blob)
        except MessageGone:
            return True
        except MailboxDown:
            raise
        except Exception as error:  # noqa: BLE001 - logged by _failed
            self._failed(f"UID {uid}", error)
            return False
        self._admit(reception, self._arrived(stream.arrived_at))
        return True

    def _written(self, uid: int, blob: Blob) -> Reception:
        source = self._source(uid)
        return reception_write(
            Reception(
                town=self.mailbox.town,
                channel=Channel.EMAIL,
                key=f"uid:{hashlib.sha256(source.encode()).hexdigest()}",  # until its content is read
                source=source,
                received_at=timezone.now(),
            ),
            blob,
        )

    def _admit(self, reception: Reception, arrived_at: datetime | None = None) -> None:
        try:
            mail_admit(reception, arrived_at=arrived_at)
        except Exception as error:  # noqa: BLE001 - logged by _failed
            self._failed(f"reception {reception.pk}", error)
            return
        self.done[reception.state] += 1
        self._flag([reception])

    def _arrived(self, told: datetime | None) -> datetime:
        """When the server received the message: not before the last look, which would have seen it, nor after now."""
        now = timezone.now()
        earliest = self.mailbox.checked_at or now
        return min(max(told or now, earliest), now)

    def _rows(self) -> QuerySet[Reception]:
        """What came from this account and folder and is not acknowledged yet."""
        rows = Reception.objects.filter(town=self.mailbox.town, channel=Channel.EMAIL, acknowledged_at=None)
        return rows.filter(source__startswith=self.account)

    def _left(self) -> list[Reception]:
        """What a crash or a failure left received, in a mailbox that is read no more too."""
        rows = Reception.objects.filter(town=self.mailbox.town, channel=Channel.EMAIL, acknowledged_at=None)
        orphaned = Q(received_at__lt=timezone.now() - ORPHANED)
        rows = rows.filter(Q(source__startswith=self.account) | orphaned, state=State.RECEIVED)
        return list(rows.select_related("town", "document__blob"))

    def _registered(self) -> list[Reception]:
        """A crash came between the register and the flag."""
        return list(self._rows().filter(source__startswith=self._source("")).exclude(state=State.RECEIVED))

    def _flag(self, receptions: list[Reception]) -> None:
        here = self._source("")
        messages_flag(
            self.client, [int(row.source.removeprefix(here)) for row in receptions if row.source.startswith(here)]
        )
        rows = Reception.objects.filter(pk__in=[row.pk for row in receptions], acknowledged_at=None)
        rows.update(acknowledged_at=timezone.now())

    def _known(self, uids: list[int]) -> set[int]:
        """Those of the messages that the ledger has already."""
        known: set[int] = set()
        for start in range(0, len(uids), 500):
            sources = {self._source(uid): uid for uid in uids[start : start + 500]}
            rows = Reception.objects.filter(town=self.mailbox.town, source__in=sources)
            known.update(sources[source] for source in rows.values_list("source", flat=True))
        return known

    @cached_property
    def _renumbered(self) -> dict[str, list[int]]:
        """SHA-256 → the rows of the messages that stood here under another UIDVALIDITY."""
        rows = Reception.objects.filter(town=self.mailbox.town, source__startswith=self.account)
        found: dict[str, list[int]] = defaultdict(list)
        older = rows.exclude(source__startswith=self._source("")).order_by("-id")
        for sha256, pk in older.values_list("sha256", "pk").iterator():
            found[sha256].append(pk)
        return found

    def _recognised(self, uid: int, blob: Blob) -> bool:
        """Whether the message is one of before under a new number: its row follows it, and no duplicate is written."""
        if not (rows := self._renumbered.get(blob.sha256)):
            return False
        row = Reception.objects.get(pk=rows.pop())
        row.source = self._source(uid)
        row.save(update_fields=["source"])
        if row.state != State.RECEIVED:
            self._flag([row])
        return True

    def _acknowledge_gone(self) -> None:
        """Registered, and no longer in the folder under any number: there is nothing left to flag."""
        gone = self._rows().exclude(source__startswith=self._source("")).exclude(state=State.RECEIVED)
        gone.update(acknowledged_at=timezone.now())

    def _source(self, uid: int | str) -> str:
        return f"{self.account}{self.mailbox.uid_validity}/{uid}"

    def _save(self, **values: int) -> None:
        for field, value in values.items():
            setattr(self.mailbox, field, value)
        Mailbox.objects.filter(pk=self.mailbox.pk).update(**values)

    def _failed(self, what: str, error: Exception) -> None:
        words = f"{what}: {type(error).__name__}: {error}"
        if words not in self.mailbox.error:  # said once in the log
            logger.error("mail not registered, tried again: %s", ascii(words), exc_info=error)
        self.failures.append(words)


def _conclude(mailbox: Mailbox, error: str, pause: timedelta | None) -> None:
    """Write how the look ended, where it differs from the one before."""
    now = timezone.now()
    error = " ".join(error.split())[:500]
    if pause and error != mailbox.error:
        logger.warning("mailbox %s: %s", mailbox, error)
    values: dict[str, object] = {}
    if error != mailbox.error:
        values["error"] = error
    if pause:
        values["retry_at"] = now + pause
    elif mailbox.retry_at:
        values["retry_at"] = None
    if not pause and (values or mailbox.checked_at is None or now - mailbox.checked_at > SEEN_EVERY):
        values["checked_at"] = now
    if values:
        Mailbox.objects.filter(pk=mailbox.pk).update(**values)


@contextmanager
def _alone(mailbox_id: int, *, wait: bool) -> Iterator[bool]:
    """A lock that the kernel releases when its process dies, however it dies."""
    folder = Path(settings.PARVIS_DATA) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"mailbox-{mailbox_id}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
