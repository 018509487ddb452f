"""What a registrar decides of a mail that was put aside. Each decision may be repeated: a second click changes nothing.

The caller has checked that the reception is one the actor may decide of.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from edm.intake.arrivals import mail_admit, receipt_of
from edm.intake.models import Reception
from edm.intake.services import Receipt

State = Reception.State


class QuarantineRefused(Exception):
    """The decision can't be taken any more; `message` is for the registrar."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def quarantine_release(*, reception: Reception, actor: Any) -> Receipt:
    """Let a mail in: it is registered or joins its case, under a number, as if it had just arrived."""
    reception.refresh_from_db()
    if reception.state == State.QUARANTINED:
        mail_admit(reception, released_by=actor)
        reception.refresh_from_db()
    if (receipt := receipt_of(reception)) is None:
        raise QuarantineRefused(_("This mail was thrown away: it can't be let in any more."))
    return receipt


@transaction.atomic
def quarantine_keep(*, reception: Reception, actor: Any) -> Reception:
    """Leave a mail aside; it has been looked at."""
    row = _locked(reception)
    if row.state == State.QUARANTINED and row.reviewed_at is None:
        row.reviewed_at, row.reviewed_by = timezone.now(), actor
        row.save(update_fields=["reviewed_at", "reviewed_by"])
    return row


@transaction.atomic
def quarantine_discard(*, reception: Reception, actor: Any, reason: str) -> Reception:
    """Refuse a mail, and say why; its bytes are kept with the ledger."""
    reason = " ".join(reason.split())
    row = _locked(reception)
    if row.state == State.REJECTED:
        return row
    if row.state != State.QUARANTINED:
        raise QuarantineRefused(_("This mail has been let in: it can't be thrown away any more."))
    if not reason:
        raise QuarantineRefused(_("Say why the mail is thrown away."))
    row.state, row.reason = State.REJECTED, reason[:200]
    row.reviewed_at, row.reviewed_by = timezone.now(), actor
    row.save(update_fields=["state", "reason", "reviewed_at", "reviewed_by"])
    return row


def _locked(reception: Reception) -> Reception:
    return Reception.objects.select_for_update(of=("self",)).get(pk=reception.pk)
