"""What is late now: arrivals without a number or an answer, mailboxes that can't be read, mails that do not leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from edm.delivery.models import OutgoingMail
from edm.inbox.permissions import may_manage
from edm.intake.models import Mailbox, Reception
from edm.organisation.models import Town

# The worker looks every few seconds: what has waited for so long waits for a reason.
PATIENCE = timedelta(minutes=10)
# A refusal stays in the case's history; here it is shown for as long as somebody may still write otherwise.
REFUSALS_SHOWN = timedelta(days=30)

State = Reception.State


def receptions_late(rows: QuerySet[Reception]) -> QuerySet[Reception]:
    """Received and not registered; or registered, and the file not moved or the message not flagged since."""
    return rows.filter(
        Q(state=State.RECEIVED) | Q(acknowledged_at=None), received_at__lt=timezone.now() - PATIENCE
    ).order_by("received_at", "pk")


def mailboxes_late(town: Town) -> QuerySet[Mailbox]:
    """Those to be read that could not be, at the last look or for a while."""
    silent = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - PATIENCE)
    return Mailbox.objects.filter(~Q(error="") | silent, town=town.pk, is_active=True)


def mails_of(town: Town) -> QuerySet[OutgoingMail]:
    """The outgoing mails of the town's cases; those of no case (accounts, sign-in) are the default town's."""
    own = Q(case__town=town.pk)
    if town.site.is_default_site:
        own |= Q(case=None)
    return OutgoingMail.objects.filter(own)


def mails_late(town: Town) -> QuerySet[OutgoingMail]:
    """Refused for good lately, or waiting longer than a mail takes to leave; refused ones first."""
    now = timezone.now()
    refused = Q(state=OutgoingMail.State.FAILED, created_at__gt=now - REFUSALS_SHOWN)
    waiting = Q(state=OutgoingMail.State.DUE, created_at__lt=now - PATIENCE)
    return mails_of(town).filter(refused | waiting).select_related("case", "item").defer("raw").order_by("-state", "pk")


def mail_get_for(user: Any, town: Town, mail_id: int) -> OutgoingMail:
    """An outgoing mail of the town, or Http404 to whom it is a stranger's."""
    mail = mails_of(town).defer("raw").filter(pk=mail_id).first() if may_manage(user, town) else None
    if mail is None:
        raise Http404
    return mail
