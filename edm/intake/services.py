"""The one way in: what a channel has received becomes a numbered item of a case, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from edm.intake.models import Reception
from edm.organisation.models import Town
from edm.register.models import Case, CaseKind, MailItem
from edm.register.notices import notices_queue
from edm.register.registration import Fact, Sender, case_open, correspondent_for, item_register, unqualified_kind
from edm.register.services import case_joined


@dataclass(frozen=True)
class Receipt:
    """The answer to a channel: under what number an arrival stands, and whether this call registered it."""

    number: str
    case_id: int
    item_id: int
    created: bool


def receive(
    *,
    town: Town,
    channel: str,
    key: str,
    kind: CaseKind | None = None,
    subject: str,
    sender: Sender,
    text: str = "",
    facts: Sequence[Fact] = (),
    document_ids: Iterable[int] = (),
    received_at: datetime | None = None,
    preferred_channel: str = "",
    reception: Reception | None = None,
    notice_extra: str = "",
) -> Receipt:
    """Register an arrival that opens a case; `kind` None waits at the registry to be qualified.

    Idempotent on (town, channel, key): a second call answers with the first one's number. `reception` is the
    ledger's row where the channel has written it already. `notice_extra` ends the reception notice.
    """

    def register() -> MailItem:
        chosen = kind or unqualified_kind(town)
        return case_open(
            kind=chosen,
            channel=channel,
            sender=sender,
            subject=subject,
            text=text,
            facts=facts,
            document_ids=document_ids,
            received_at=received_at,
            preferred_channel=preferred_channel,
        )

    return register_once(town, channel, key, reception, Reception.State.REGISTERED, register, notice_extra)


def append(
    *,
    case_id: int,
    channel: str,
    key: str,
    sender: Sender,
    subject: str = "",
    text: str = "",
    document_ids: Iterable[int] = (),
    reception: Reception | None = None,
) -> Receipt:
    """Register an arrival that completes a case: the clock resumes and the clerk sees it. Idempotent like `receive`."""
    case = Case.objects.select_related("town", "body__town", "kind", "unit", "correspondent").get(pk=case_id)

    def register() -> MailItem:
        item = item_register(
            case=case,
            direction=MailItem.Direction.IN,
            channel=channel,
            subject=subject or case.subject,
            text=text,
            correspondent=correspondent_for(town=case.town, sender=sender),
            document_ids=document_ids,
            handling=MailItem.Handling.JOINED,
        )
        case_joined(case=case, item=item)
        return item

    return register_once(case.town, channel, key, reception, Reception.State.JOINED, register, "")


def register_once(
    town: Town,
    channel: str,
    key: str,
    reception: Reception | None,
    state: str,
    register: Callable[[], MailItem],
    notice_extra: str = "",
) -> Receipt:
    """Run `register` unless the key has its item already; ledger, item and notices in one transaction.

    A key without a row of the ledger is nearly always new, and the unique index says when it is not: it is not
    looked up before. What was registered for nothing is rolled back, its number too.
    """
    try:
        with transaction.atomic():
            if reception and (known := _known(town, channel, key)):
                return known
            item = register()
            row = reception or Reception(town=town, channel=channel, key=key, received_at=item.at)
            row.state, row.item = state, item
            # A form is acknowledged by the page that this call's answer becomes; a file once it has moved.
            if reception is None:
                row.acknowledged_at = timezone.now()
            row.save()
            notices_queue(item=item, extra=notice_extra)
            return Receipt(item.number, item.case_id, item.pk, created=True)
    except IntegrityError:
        # Two posts of one key at the same moment: the other one's transaction has won.
        if known := _known(town, channel, key):
            return known
        raise


def _known(town: Town, channel: str, key: str) -> Receipt | None:
    # The conditions of the unique index, which answers alone.
    ledger = Reception.objects.filter(~Q(state=Reception.State.DUPLICATE), town=town, channel=channel, key=key)
    item_id = ledger.order_by().values_list("item_id", flat=True).first()
    if item_id is None:
        return None
    item = MailItem.objects.only("number", "case_id").get(pk=item_id)
    return Receipt(item.number, item.case_id, item.pk, created=False)
