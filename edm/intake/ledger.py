"""The ledger's own check: nothing received may stay without an answer, nothing registered without its arrival."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from edm.intake.models import Reception
from edm.register.models import Channel, MailItem

LATE = timedelta(hours=1)


def verify() -> Iterator[str]:
    """Yield one sentence a fault of the ledger: received = registered + joined + duplicate + quarantined + rejected."""
    late = Reception.objects.filter(state=Reception.State.RECEIVED, received_at__lt=timezone.now() - LATE)
    for row in late.iterator():
        yield f"reception {row.pk} ({row}) has been received for more than an hour and is not registered"
    answered = (Reception.State.REGISTERED, Reception.State.JOINED)
    for row in Reception.objects.filter(state__in=answered, item=None).iterator():
        yield f"reception {row.pk} ({row}) is told registered and has no item"
    for row in Reception.objects.filter(state=Reception.State.DUPLICATE, original=None).iterator():
        yield f"reception {row.pk} ({row}) is told a duplicate of nothing"
    arrivals = MailItem.objects.filter(direction=MailItem.Direction.IN)
    for number in arrivals.filter(receptions=None).values_list("number", flat=True).iterator():
        yield f"item {number} arrived by no reception"
    yield from _mails()
    foreign = Reception.objects.filter(~Q(item=None)).exclude(item__town=F("town"))
    for row in foreign.iterator():
        yield f"reception {row.pk} names an item of another town"


def _mails() -> Iterator[str]:
    """Each mail is kept as it came, and is one of its item's documents."""
    mails = Reception.objects.filter(channel=Channel.EMAIL)
    for row in mails.filter(document=None).iterator():
        yield f"reception {row.pk} ({row}) has no original"
    originals = MailItem.documents.through.objects.filter(mailitem=OuterRef("item"), document=OuterRef("document"))
    for row in mails.filter(~Q(item=None), ~Q(document=None)).exclude(Exists(originals)).iterator():
        yield f"reception {row.pk} ({row}): its original is no document of its item"
