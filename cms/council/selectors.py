"""Reads of the council, narrowed to a town and to what is published: its meetings, and what the home page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cms.council.models import (
    AgendaItem,
    Attendance,
    Deliberation,
    ItemAttachment,
    Meeting,
    Proxy,
    PublishedVersion,
    VoteEvent,
)

if TYPE_CHECKING:
    from edm.organisation.api import Town

LATEST = 3
ONLINE = Q(deliberations__published_at__isnull=False)


@dataclass(frozen=True)
class Latest:
    """For the home page: the next meeting, if one is announced, and what was last put online."""

    meeting: Meeting | None
    deliberations: list[Deliberation]

    def __bool__(self) -> bool:
        return bool(self.meeting or self.deliberations)


def town_day(town: Town, at: datetime) -> date:
    """The day of a moment in the town."""
    return at.astimezone(ZoneInfo(town.time_zone)).date()


def town_today(town: Town) -> date:
    return town_day(town, timezone.now())


def latest(town: Town) -> Latest:
    """Two queries: the first meeting from today on, and the last deliberations."""
    acts = Deliberation.objects.readable(town).select_related("meeting").order_by("-date", "position")
    return Latest(coming(town).first(), list(acts[:LATEST]))


def coming(town: Town) -> QuerySet[Meeting]:
    """The meetings announced, the first one first."""
    found = Meeting.objects.online(town).filter(date__gte=town_today(town)).exclude(state=Meeting.State.CLOSED)
    return found.order_by("date", "time").select_related("body")


def years(town: Town) -> list[int]:
    """The years in which there was a meeting, the last first."""
    return [day.year for day in Meeting.objects.online(town).dates("date", "year", order="DESC")]


def meetings(town: Town, year: int | None = None) -> QuerySet[Meeting]:
    """The published meetings, the last first, each with how many deliberations can be read."""
    found = Meeting.objects.online(town).select_related("body")
    if year:
        found = found.filter(date__range=(date(year, 1, 1), date(year, 12, 31)))
    return found.annotate(online_count=Count("deliberations", filter=ONLINE)).order_by("-date", "-time", "-pk")


def meeting_get(town: Town | None, pk: int) -> Meeting:
    """A published meeting with all that its page shows, in eight queries whatever its length; or Http404."""
    ballots = VoteEvent.objects.filter(amendment__isnull=True)
    shown = ItemAttachment.objects.filter(public=True).select_related("document__blob")
    items = AgendaItem.objects.select_related("rapporteur").order_by("position")
    found = (
        Meeting.objects.online(town)
        .select_related("body", "chair", "secretary")
        .prefetch_related(
            Prefetch(
                "deliberations", Deliberation.objects.order_by("position").select_related("current__document__blob")
            ),
            Prefetch("items", items.prefetch_related(Prefetch("ballots", ballots), Prefetch("attachments", shown))),
            Prefetch("attendances", Attendance.objects.select_related("member").order_by("member__rank")),
            Prefetch("proxies", Proxy.objects.select_related("giver", "holder").order_by("giver__rank")),
            Prefetch("versions", versions_shown()),
        )
    )
    meeting: Meeting | None = found.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def versions_shown() -> QuerySet[PublishedVersion]:
    """What was put online and not withdrawn, the last version first."""
    return PublishedVersion.objects.filter(withdrawn_at=None).select_related("document__blob").order_by("-number")
