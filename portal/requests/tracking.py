"""A filed request as its citizen follows it: state, timeline, legal clock, messages, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from edm.files.api import weight
from edm.register.api import CaseView
from portal.requests.models import ServiceRequest
from portal.requests.presentation import day, kind_of

# The state of a case → the look of its pill (theme/components/status_pill.html).
LOOKS = {"new": "received", "waiting_citizen": "incomplete", "answered": "accepted", "closed": "filed"}


@dataclass(frozen=True)
class Door:
    """By which way the citizen came in: the account, or the number and code. Addresses differ, pages don't."""

    name: str  # "account" or "code"
    row: ServiceRequest

    def url(self, page: str, *more: object) -> str:
        prefix = "" if self.name == "account" else "code_"
        return reverse(f"requests:{prefix}{page}", args=[self.row.pk, *more])


def look_of(state: str) -> str:
    return LOOKS.get(state, "examined")


def moment(value: Any) -> str:
    return date_format(timezone.localtime(value), _("j F Y, P"))


def timeline(view: CaseView) -> list[dict[str, str]]:
    """Received, acknowledged, examined, answered: for theme/components/timeline.html."""
    steps = [{"title": _("Request received"), "at": moment(view.received_at), "mark": "fait"}]
    if view.acknowledged_at:
        steps.append({"title": _("Acknowledgement of reception"), "at": moment(view.acknowledged_at), "mark": "fait"})
    elif view.acknowledgement_due and view.is_open:
        text = _("On %(day)s at the latest.") % {"day": day(view.acknowledgement_due)}
        steps.append({"title": _("Acknowledgement of reception"), "text": text, "mark": ""})
    examined = _("Examined by %(unit)s") % {"unit": view.unit_name}
    if not view.is_open:
        ended = _("Answered") if view.state == "answered" else _("Closed")
        at = next((event.at for event in reversed(view.events) if event.code in ("answered", "closed")), None)
        steps.append({"title": examined, "mark": "fait"})
        steps.append({"title": ended, "at": moment(at) if at else "", "text": view.closing_reason, "mark": "fait"})
        return steps
    words = ""
    if view.asks:
        words = _("The town hall waits for your answer.")
    elif view.clerk_name:
        words = _("%(clerk)s is in charge of it.") % {"clerk": view.clerk_name}
    steps.append({"title": examined, "text": words, "mark": "ici"})
    running = view.decision_due and not view.clock_stopped_at
    text = _("On %(day)s at the latest.") % {"day": day(view.decision_due)} if running else ""
    steps.append({"title": _("Decision") if view.decision_due else _("Answer"), "text": text, "mark": ""})
    return steps


def case_clock(view: CaseView) -> dict[str, Any] | None:
    """The legal clock, running, stopped or ended; None where the law sets no date."""
    if not view.decision_due:
        return None
    today = timezone.localdate()
    received = timezone.localdate(view.received_at)
    paused = view.clock_stopped_at is not None and view.is_open
    since = timezone.localdate(view.clock_stopped_at) if view.clock_stopped_at else today
    left = max((view.decision_due - since).days, 0)
    whole = max((view.decision_due - received).days, 1)
    clock: dict[str, Any] = {
        "number": left,
        "unit": ngettext("day", "days", left),
        "part": min(100, max(2, round(100 * left / whole))),
        "paused": paused,
        "milestones": _milestones(view, received),
        "silence": " ".join(view.mentions[:1]) if view.is_open and not paused else "",  # stopped, its date moves
        "why": _why(view, received),
    }
    if not view.is_open:
        return clock | {"title": _("The town hall has answered"), "number": "✓", "unit": "", "part": 100}
    if paused:
        note = ngettext("%(n)d day was left.", "%(n)d days were left.", left) % {"n": left}
        note += " " + _("The count goes on as soon as your answer arrives.")
        return clock | {"title": _("Time limit stopped"), "note": note}
    return clock | {"title": _("Decision on %(day)s at the latest") % {"day": day(view.decision_due)}}


def messages_of(view: CaseView) -> list[dict[str, Any]]:
    """What was written after the request itself, oldest first."""
    return [
        {
            "mine": item.direction == "in",
            "text": item.text,
            "html": item.html,
            "by": _("You") if item.direction == "in" else item.author,
            "at": moment(item.at),
            "number": item.number,
            "documents": item.documents,
        }
        for item in view.items[1:]
    ]


def documents_of_case(view: CaseView, door: Door) -> list[dict[str, Any]]:
    """All files exchanged, for theme/components/file_list.html."""
    listed = []
    for item in view.items:
        who = _("From you") if item.direction == "in" else _("From the town hall")
        for document in item.documents:
            words = f"{who} · {day(timezone.localdate(item.at))} · {weight(document.size)}"
            url = door.url("document", document.id)
            listed.append({"name": document.name, "kind": kind_of(document.name), "note": words, "url": url})
    return listed


def _milestones(view: CaseView, received: Any) -> list[dict[str, str]]:
    found = [{"label": day(received), "text": _("Request received"), "mark": "fait"}]
    if view.acknowledged_at:
        at = day(timezone.localdate(view.acknowledged_at))
        found.append({"label": at, "text": _("Acknowledgement sent"), "mark": "fait"})
    if view.clock_stopped_at and view.is_open:
        at = day(timezone.localdate(view.clock_stopped_at))
        found.append({"label": at, "text": _("An answer is missing, the time limit stops"), "mark": "ici"})
    elif view.is_open:
        found.append({"label": day(view.decision_due), "text": _("Decision, at the latest"), "mark": "ici"})
    return found


def _why(view: CaseView, received: Any) -> str:
    words = _("Counted from the reception of %(day)s.") % {"day": day(received)}
    if view.clock_stopped_at:
        words += " " + _("The count stops while something is missing (article L114-5).")
    article = "L231-1" if view.silence_rule == "acceptance" else "L231-4"
    return f"{words} " + _(
        "Code des relations entre le public et l'administration, articles %(article)s and R112-11-1."
    ) % {"article": article}
