"""A case as its citizen may see it: no note, no colleague's name but the clerk's in charge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from edm.register.models import Case, CaseEvent, Channel, MailItem
from edm.register.notices import legal_mentions

# The lines of history a citizen reads, in words that are not the clerk's.
PUBLIC_EVENTS = {
    CaseEvent.Verb.REGISTERED: "received",
    CaseEvent.Verb.ACKNOWLEDGED: "acknowledged",
    CaseEvent.Verb.TAKEN: "examined",
    CaseEvent.Verb.ASSIGNED: "examined",
    CaseEvent.Verb.ASKED: "asked",
    CaseEvent.Verb.JOINED: "completed",
    CaseEvent.Verb.REPLIED: "answered",
    CaseEvent.Verb.CLOSED: "closed",
    CaseEvent.Verb.REOPENED: "reopened",
}


@dataclass(frozen=True)
class DocumentView:
    id: int
    name: str
    size: int  # bytes
    mime: str


@dataclass(frozen=True)
class ItemView:
    id: int
    number: str
    direction: str  # "in": from the citizen; "out": from the town hall
    channel: str
    at: datetime
    subject: str
    text: str
    html: str  # sanitised
    author: str  # of a departure: the clerk and the unit
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True)
class EventView:
    at: datetime
    code: str  # a value of PUBLIC_EVENTS
    label: str


@dataclass(frozen=True)
class CaseView:
    id: int
    number: str
    subject: str
    state: str
    state_label: str  # the citizen's words
    is_open: bool
    received_at: datetime
    unit_name: str
    unit_email: str
    unit_phone: str
    unit_address: str
    clerk_name: str  # empty until somebody is in charge
    facts: tuple[tuple[str, str], ...]
    silence_rule: str
    acknowledged: bool  # whether the law asks for an acknowledgement of this kind
    acknowledgement_due: date | None
    acknowledged_at: datetime | None
    decision_due: date | None
    clock_stopped_at: datetime | None
    closing_reason: str
    mentions: tuple[str, ...]  # what the acknowledgement must say
    events: tuple[EventView, ...]
    items: tuple[ItemView, ...]
    correspondent_email: str

    @property
    def asks(self) -> bool:
        """The town hall waits for the citizen."""
        return self.state == Case.State.WAITING_CITIZEN


def citizen_label(state: str) -> str:
    """The word a citizen reads for a state of the case."""
    if state == Case.State.NEW:
        return pgettext("state of a request", "Received")
    if state == Case.State.WAITING_CITIZEN:
        return pgettext("state of a request", "To complete")
    if state == Case.State.ANSWERED:
        return pgettext("state of a request", "Answered")
    if state == Case.State.CLOSED:
        return pgettext("state of a request", "Closed")
    return pgettext("state of a request", "Being examined")


def event_label(code: str) -> str:
    return {
        "received": _("Request received"),
        "acknowledged": _("Acknowledgement of reception"),
        "examined": _("Taken in hand by the unit"),
        "asked": _("The town hall asked you a question"),
        "completed": _("You completed your request"),
        "answered": _("The town hall answered"),
        "closed": _("Request closed"),
        "reopened": _("Request opened again"),
    }[code]


def case_for_tracking(case_id: int) -> CaseView:
    """All that a citizen may read of a case; the caller has checked whose it is. Five queries, whatever its length."""
    case = Case.objects.select_related("unit", "kind", "town", "assignee", "correspondent").get(pk=case_id)
    events = case.events.filter(verb__in=PUBLIC_EVENTS)
    items = case.items.select_related("author", "correspondent").prefetch_related("documents__blob")
    return CaseView(
        id=case.pk,
        number=case.number,
        subject=case.subject,
        state=case.state,
        state_label=citizen_label(case.state),
        is_open=case.is_open,
        received_at=case.received_at,
        unit_name=case.unit.name,
        unit_email=case.unit.email or case.town.email,
        unit_phone=case.unit.phone or case.town.phone,
        unit_address=case.unit.address or case.town.address,
        clerk_name=case.assignee.get_full_name() if case.assignee else "",
        facts=tuple((fact["label"], fact["value"]) for fact in case.facts),
        silence_rule=case.kind.silence_rule,
        acknowledged=case.kind.acknowledged,
        acknowledgement_due=case.acknowledgement_due,
        acknowledged_at=case.acknowledged_at,
        decision_due=case.decision_due,
        clock_stopped_at=case.clock_stopped_at,
        closing_reason=case.closing_reason,
        mentions=tuple(legal_mentions(case)),
        events=_events(events),
        items=tuple(_item(item, case) for item in items if _is_shown(item, case)),
        correspondent_email=case.correspondent.email,
    )


def case_states(case_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """For a list of requests: case id → (number, state, the citizen's word for it); one query."""
    rows = Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "number", "state")
    return {pk: (number, state, citizen_label(state)) for pk, number, state in rows}


def _events(events: Iterable[CaseEvent]) -> tuple[EventView, ...]:
    seen: list[EventView] = []
    for event in events:
        code = PUBLIC_EVENTS[CaseEvent.Verb(event.verb)]
        if code == "examined" and any(known.code == code for known in seen):
            continue  # a case that changes hands is still being examined
        seen.append(EventView(event.at, code, event_label(code)))
    return tuple(seen)


def _author(item: MailItem, case: Case) -> str:
    """The clerk's name and the unit; never the address that an account without a name is shown by."""
    return ", ".join(filter(None, (item.author.get_full_name() if item.author else "", case.unit.name)))


def _is_shown(item: MailItem, case: Case) -> bool:
    """Another's mail that joined the case (a neighbour answers what was forwarded) is for the town hall alone."""
    if item.direction == MailItem.Direction.OUT or item.channel != Channel.EMAIL:
        return True
    who, citizen = item.correspondent, case.correspondent
    return who.pk == citizen.pk or bool(who.email and who.email.lower() == citizen.email.lower())


def _item(item: MailItem, case: Case) -> ItemView:
    outgoing = item.direction == MailItem.Direction.OUT
    # What was posted or handed over (a copy of an act: décret 2017-890, art. 27 and 29) is never put online too.
    on_paper = outgoing and item.channel in (Channel.PAPER, Channel.COUNTER)
    return ItemView(
        id=item.pk,
        number=item.number,
        direction=item.direction,
        channel=item.channel,
        at=item.at,
        subject=item.subject,
        text=item.text,
        html=item.html,
        author=_author(item, case) if outgoing else "",
        documents=tuple(
            DocumentView(document.pk, document.name, document.blob.size, document.blob.mime)
            for document in ([] if on_paper else item.documents.all())
        ),
    )
