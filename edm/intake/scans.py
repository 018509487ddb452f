"""Paper: what a scanner puts in the drop folder becomes registered mail.

The order keeps every letter: its bytes are stored, the ledger has its row, the register its number; only then
the file goes to `processed/`, and only then is it acknowledged. Whatever the moment of a crash, the next look goes
on where it stopped. OCR comes later and delays nothing.
"""

from __future__ import annotations

import fcntl
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.files.api import blob_store, document_for_blob
from edm.files.models import Blob
from edm.intake.dropfolder import Arrival, SteadyReader, StillWritten, Watch, arrivals, open_arrival, settle
from edm.intake.models import Reception
from edm.intake.services import receive
from edm.organisation.models import Town
from edm.register.models import Channel
from edm.register.registration import Sender

logger = logging.getLogger(__name__)

BATCH = 50  # files a look, so that hundreds dropped at once keep nothing else waiting
RETRY_SECONDS = 60  # for what failed, said once in the log
DEFAULT_SUBJECT_LENGTH = 200

State = Reception.State
_watch = Watch()
_failed: dict[str, tuple[float, str]] = {}


def scans_root() -> Path:
    """The drop folder of the default town; each other town has one of its own inside it."""
    return Path(settings.PARVIS_DATA) / "intake" / "scans"


def drop_folders() -> dict[Path, Town]:
    """Each town's drop folder, created if it is missing."""
    default = Town.objects.default()
    folders = {}
    for town in Town.objects.order_by("id"):
        folder = scans_root() if town == default else scans_root() / town.slug
        (folder / "processed").mkdir(parents=True, exist_ok=True)
        folders[folder] = town
    return folders


def scans_poll() -> int:
    """Look once at the drop folders; return how many files were dealt with. One process at a time."""
    with _alone() as alone:
        if not alone:
            return 0
        folders = drop_folders()
        _resume()
        found = [arrival for folder in folders for arrival in arrivals(folder)]
        _acknowledge_gone(found)
        done = 0
        for arrival in _watch.rested(found):
            if done < BATCH and _due(str(arrival.path)):
                done += _try(str(arrival.path), partial(scan_take, town=folders[arrival.path.parent], arrival=arrival))
        return done


def scans_waiting() -> int:
    """How many files stand in the drop folders, those that failed lately left out."""
    return sum(_due(str(arrival.path)) for folder in drop_folders() for arrival in arrivals(folder))


def default_subject(name: str) -> str:
    """The subject of a letter that nobody has read yet, in the town hall's language."""
    with override(settings.LANGUAGE_CODE):
        # On one line, whatever the file is called: it becomes the subject of mails.
        return _("Scanned letter “%(name)s”") % {"name": " ".join(name.split())[:DEFAULT_SUBJECT_LENGTH]}


def scan_take(*, town: Town, arrival: Arrival) -> None:
    """One file all the way: store, ledger, register, `processed/`, acknowledge; from where a crash stopped it."""
    reception = _reception_of(town, arrival) or _received(town, arrival)
    if reception.state == State.RECEIVED:
        _register(reception)
    settle(arrival.path)
    Reception.objects.filter(pk=reception.pk).update(acknowledged_at=timezone.now())


def _reception_of(town: Town, arrival: Arrival) -> Reception | None:
    """The row of this very file, when a crash stopped it on its way."""
    return Reception.objects.filter(
        town=town,
        channel=Channel.SCAN,
        name=arrival.name,
        inode=arrival.inode,
        mtime_ns=arrival.mtime_ns,
        acknowledged_at=None,
    ).first()


def _received(town: Town, arrival: Arrival) -> Reception:
    with open_arrival(arrival) as file:
        blob = blob_store(stream=SteadyReader(arrival, file))
    row = Reception(
        town=town,
        channel=Channel.SCAN,
        key=blob.sha256,
        sha256=blob.sha256,
        name=arrival.name,
        inode=arrival.inode,
        mtime_ns=arrival.mtime_ns,
        received_at=timezone.now(),
    )
    if not blob.size:
        row.state, row.reason = State.REJECTED, _("The file is empty.")
        row.key = f"rejected:{uuid.uuid4()}"  # each empty file is one of its own
        row.save()
        return row
    return _ledger_write(row, blob)


@transaction.atomic
def _ledger_write(row: Reception, blob: Blob) -> Reception:
    same_bytes = Reception.objects.filter(town=row.town, channel=row.channel, key=row.key)
    if original := same_bytes.exclude(state=State.DUPLICATE).first():
        row.state, row.original = State.DUPLICATE, original
    else:
        row.document = document_for_blob(town=row.town, name=row.name, blob=blob)
    row.save()
    return row


def _register(reception: Reception) -> None:
    receive(
        town=reception.town,
        channel=Channel.SCAN,
        key=reception.key,
        subject=default_subject(reception.name),
        sender=Sender(),
        document_ids=filter(None, [reception.document_id]),
        received_at=reception.received_at,
        reception=reception,
    )


def _resume() -> None:
    """Register what a crash left received, whether its file is still there or not."""
    left = Reception.objects.filter(channel=Channel.SCAN, state=State.RECEIVED).select_related("town", "document")
    for reception in left:
        if _due(f"reception {reception.pk}"):
            _try(f"reception {reception.pk}", partial(_register, reception))


def _acknowledge_gone(found: list[Arrival]) -> None:
    """Registered, and its file stands in the drop folder no more: a crash came between the move and the row."""
    open_rows = Reception.objects.filter(channel=Channel.SCAN, acknowledged_at=None).exclude(state=State.RECEIVED)
    present = {(arrival.name, arrival.inode, arrival.mtime_ns) for arrival in found}
    gone = [row.pk for row in open_rows if (row.name, row.inode, row.mtime_ns) not in present]
    if gone:
        Reception.objects.filter(pk__in=gone).update(acknowledged_at=timezone.now())


def _due(what: str) -> bool:
    return _failed.get(what, (0.0, ""))[0] <= time.monotonic()


def _try(what: str, action: Callable[[], None]) -> bool:
    """Whether the action succeeded; a failure is said once in the log and stops no other file."""
    try:
        action()
    except StillWritten:
        return False
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        if _failed.get(what, (0.0, ""))[1] != message:
            logger.exception("scan not registered, tried again every minute: %s", ascii(what))
        _failed[what] = (time.monotonic() + RETRY_SECONDS, message)
        return False
    _failed.pop(what, None)
    return True


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock that the kernel releases when its process dies, however it dies."""
    folder = Path(settings.PARVIS_DATA) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "scans.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
