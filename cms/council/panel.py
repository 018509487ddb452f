"""The council on the clerk's first screen: what the law gives a term for, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.council.models import Act, Meeting, Minutes, PublishedVersion
from cms.council.selectors import town_today
from edm.law import council as law
from edm.organisation.api import Town, TownRequest

SHOWN = 8
LOOKED_BACK = timedelta(days=120)  # what is older was put online some other way, or never will be


@dataclass(frozen=True)
class Duty:
    label: str
    what: str
    url: str
    term: law.Countdown


def duties(town: Town, today: date | None = None) -> list[Duty]:
    """What is to be put online, by its last day; three queries whatever the number."""
    day = today or town_today(town)
    found = [*_lists(town, day), *_minutes(town, day), *_acts(town, day)]
    return sorted(found, key=lambda duty: duty.term.due)


def _lists(town: Town, today: date) -> Iterator[Duty]:
    """The list of the deliberations, within a week of the meeting (CGCT, L2121-25)."""
    for meeting in _without(Meeting.objects.filter(town=town, date__range=(today - LOOKED_BACK, today)), "list"):
        url = reverse("meetings:edit", args=[meeting.pk])
        yield Duty(_("List of deliberations"), str(meeting), url, law.countdown(law.list_due(meeting.date), today))


def _minutes(town: Town, today: date) -> Iterator[Duty]:
    """The minutes, within the week after their approval (CGCT, L2121-15)."""
    approved = Minutes.objects.filter(approved_on__range=(today - LOOKED_BACK, today), meeting__town=town)
    meetings = Meeting.objects.filter(minutes__in=approved).select_related("minutes")
    for meeting in _without(meetings, "minutes"):
        url = reverse("meetings:edit", args=[meeting.pk])
        term = law.countdown(law.minutes_due(meeting.minutes.approved_on), today)
        yield Duty(_("Minutes"), str(meeting), url, term)


def _acts(town: Town, today: date) -> Iterator[Duty]:
    """Acts that are signed and not online: no term of the law, but they bind nobody yet."""
    waiting = (Act.State.SIGNED, Act.State.TRANSMITTED)
    found = Act.objects.filter(town=town, state__in=waiting, publicity=Act.Publicity.PUBLIC)
    for act in found.defer("text", "public_text", "words").order_by("date")[: SHOWN * 3]:
        signed = act.signed_on or act.date
        url = reverse("actes:edit", args=[act.pk])
        yield Duty(_("Signed, not online"), str(act), url, law.countdown(signed + law.WEEK, today))


def _without(meetings: Any, kind: str) -> Any:
    shown = PublishedVersion.objects.filter(meeting=OuterRef("pk"), kind=kind, withdrawn_at=None)
    return meetings.filter(~Exists(shown), state=Meeting.State.CLOSED).select_related("body")


class CouncilPanel(Component):
    name = "council"
    template_name = "council/desk/panel.html"
    order = 25

    def __init__(self, request: TownRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        found = duties(self.request.town)
        return {"duties": found[:SHOWN], "more": max(0, len(found) - SHOWN)}
