"""How items enter the register and open cases; each function runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from edm.delivery.addresses import is_internal
from edm.organisation.models import Town, Unit
from edm.register import clock
from edm.register.models import ELECTRONIC, Case, CaseEvent, CaseKind, Channel, Correspondent, MailItem
from edm.register.numbering import number_next


@dataclass(frozen=True)
class Sender:
    """Who writes, as told by the channel; all but the name may be empty, and for a scan the name too."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    user_id: int | None = None


@dataclass(frozen=True)
class Fact:
    """One answer of a form, frozen as the citizen read it."""

    label: str
    value: str


def correspondent_for(*, town: Town, sender: Sender) -> Correspondent:
    """The correspondent of an account, else of the same name and address, else a new one.

    Two people are never merged on an e-mail address alone: a household often shares one.
    """
    known: Correspondent | None = None
    if sender.user_id:
        known = Correspondent.objects.filter(town=town, user_id=sender.user_id).last()
    elif sender.email:
        known = Correspondent.objects.filter(town=town, user=None, email=sender.email, name=sender.name).last()
    told = {"name": sender.name, "email": sender.email, "phone": sender.phone, "address": sender.address}
    if known is None:
        return Correspondent.objects.create(town=town, user_id=sender.user_id, **told)
    changed = [field for field, value in told.items() if value and getattr(known, field) != value]
    if changed:
        for field in changed:
            setattr(known, field, told[field])
        known.save(update_fields=changed)
    return known


def unqualified_kind(town: Town) -> CaseKind:
    """The kind of what nobody has qualified yet, of the commune's registry."""
    return CaseKind.objects.select_related("unit__body__town").get(
        town=town, is_unqualified=True, unit__body__kind="commune"
    )


def acknowledgement_owed(*, town: Town, channel: str, handling: str, email: str) -> bool:
    """Whether who wrote is told that it arrived: nobody who did not ask, no machine, and not the town hall itself."""
    if channel not in ELECTRONIC or handling in (MailItem.Handling.NO_REPLY, MailItem.Handling.INSTITUTIONAL):
        return False
    return channel != Channel.EMAIL or not is_internal(email, town)


def case_open(
    *,
    kind: CaseKind,
    channel: str,
    sender: Sender,
    subject: str,
    text: str = "",
    facts: Sequence[Fact] = (),
    document_ids: Iterable[int] = (),
    received_at: datetime | None = None,
    preferred_channel: str = "",
    handling: str = MailItem.Handling.NEW_CASE,
    message_id: str = "",
) -> MailItem:
    """Register an arrival and open its case, routed by its kind; returns the item."""
    at = received_at or timezone.now()
    body = kind.unit.body
    number = number_next(body=body, direction=MailItem.Direction.IN, at=timezone.now())
    case = Case(
        town=body.town,
        body=body,
        kind=kind,
        unit=kind.unit,
        correspondent=correspondent_for(town=body.town, sender=sender),
        confidential=kind.confidential,
        number=number.text,
        subject=subject[:255],
        origin=channel,
        preferred_channel=preferred_channel,
        received_at=at,
        facts=[{"label": fact.label, "value": fact.value} for fact in facts],
    )
    owed = acknowledgement_owed(town=body.town, channel=channel, handling=handling, email=sender.email)
    clock.set_deadlines(case, acknowledged=owed)
    # The page and the e-mail that answer an electronic request of a known kind are its full acknowledgement.
    acknowledged = case.acknowledgement_due is not None and not kind.is_unqualified
    if acknowledged:
        clock.acknowledge(case, timezone.now())
    case.save(force_insert=True)
    item = _item_write(
        case,
        number,
        MailItem.Direction.IN,
        channel,
        subject,
        text,
        at,
        document_ids,
        handling=handling,
        message_id=message_id[:255],
    )
    verbs = [CaseEvent.Verb.REGISTERED, *([CaseEvent.Verb.ACKNOWLEDGED] if acknowledged else [])]
    CaseEvent.objects.bulk_create([CaseEvent(case=case, verb=verb, item=item) for verb in verbs])
    return item


def item_register(
    *,
    case: Case,
    direction: str,
    channel: str,
    subject: str,
    text: str = "",
    html: str = "",
    correspondent: Correspondent | None = None,
    author: Any = None,
    document_ids: Iterable[int] = (),
    at: datetime | None = None,
    handling: str = "",
    message_id: str = "",
) -> MailItem:
    """Register one more item of a case, an arrival or a departure, under the next number of its series."""
    number = number_next(body=case.body, direction=direction, at=timezone.now())
    moment = at or timezone.now()
    return _item_write(
        case,
        number,
        direction,
        channel,
        subject,
        text,
        moment,
        document_ids,
        html=html,
        correspondent=correspondent or case.correspondent,
        author=author,
        handling=handling,
        message_id=message_id[:255],
    )


def event_write(*, case: Case, verb: str, actor: Any = None, text: str = "", item: MailItem | None = None) -> CaseEvent:
    """Add a line to the case's history."""
    return CaseEvent.objects.create(case=case, verb=verb, actor=actor, text=text, item=item)


def _item_write(
    case: Case,
    number: Any,
    direction: str,
    channel: str,
    subject: str,
    text: str,
    at: datetime,
    document_ids: Iterable[int],
    **more: Any,
) -> MailItem:
    more.setdefault("correspondent", case.correspondent)
    item = MailItem.objects.create(
        town=case.town,
        body=case.body,
        case=case,
        direction=direction,
        year=number.year,
        sequence=number.sequence,
        number=number.text,
        channel=channel,
        subject=subject[:255],
        text=text,
        at=at,
        **more,
    )
    if ids := list(document_ids):
        item.documents.add(*ids)
    return item


def registry_prepare(*, unit: Unit) -> CaseKind:
    """Make a unit the registry of its legal body: what nobody has qualified waits there. Safe to repeat."""
    if not unit.is_registry:
        unit.is_registry = True
        unit.save(update_fields=["is_registry"])
    body = unit.body
    kind, _created = CaseKind.objects.get_or_create(
        town=body.town,
        slug="a-qualifier" if body.kind == body.Kind.COMMUNE else f"a-qualifier-{body.pk}",
        defaults={"unit": unit, "name": gettext("To qualify"), "is_unqualified": True},
    )
    return kind
