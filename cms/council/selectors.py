"""Reads of the council, narrowed to a town and to what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cms.council.models import Deliberation, Meeting

if TYPE_CHECKING:
    from edm.organisation.api import Town

LATEST = 3


@dataclass(frozen=True)
class Latest:
    """For the home page: the next meeting, if one is announced, and what was last put online."""

    meeting: Meeting | None
    deliberations: list[Deliberation]

    def __bool__(self) -> bool:
        return bool(self.meeting or self.deliberations)


def latest(town: Town) -> Latest:
    """Two queries: the first meeting from today on, and the last deliberations."""
    today = timezone.now().astimezone(ZoneInfo(town.time_zone)).date()
    coming = Meeting.objects.online(town).filter(date__gte=today).order_by("date", "time").select_related("body")
    acts = Deliberation.objects.online(town).select_related("meeting").order_by("-meeting__date", "position")
    return Latest(coming.first(), list(acts[:LATEST]))


def years(town: Town) -> list[int]:
    """The years in which there was a meeting, the last first."""
    return [day.year for day in Meeting.objects.online(town).dates("date", "year", order="DESC")]


def meetings(town: Town, year: int | None = None) -> QuerySet[Meeting]:
    """The published meetings, the last first, each with how many deliberations can be read."""
    found = Meeting.objects.online(town).select_related("body")
    if year:
        found = found.filter(date__range=(date(year, 1, 1), date(year, 12, 31)))
    online = Count("deliberations", filter=Q(deliberations__published_at__isnull=False))
    return found.annotate(online_count=online).order_by("-date", "-time", "-pk")


def meeting_get(town: Town | None, pk: int) -> Meeting:
    """A published meeting with its deliberations online, or Http404."""
    acts = Deliberation.objects.filter(published_at__isnull=False).select_related("document__blob").order_by("position")
    found = Meeting.objects.online(town).select_related("body").prefetch_related(Prefetch("deliberations", acts))
    meeting: Meeting | None = found.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def deliberation_get(town: Town | None, pk: int) -> Deliberation:
    """A deliberation that is online, or Http404."""
    found = Deliberation.objects.online(town).select_related("meeting__body", "document__blob")
    deliberation: Deliberation | None = found.filter(pk=pk).first()
    if deliberation is None:
        raise Http404
    return deliberation
