"""One day of the ledger, in the town's time zone: what arrived by each channel, what became of it, which numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, Q, QuerySet

from edm.intake.models import Reception
from edm.organisation.models import Town
from edm.register.models import Channel, MailItem

State = Reception.State
# What may become of an arrival, and what proves it: what is registered has its item, a duplicate its original.
ANSWERS = {
    "registered": Count("item", filter=Q(state=State.REGISTERED)),
    "joined": Count("item", filter=Q(state=State.JOINED)),
    "duplicate": Count("original", filter=Q(state=State.DUPLICATE)),
    "quarantined": Count("pk", filter=Q(state=State.QUARANTINED)),
    "rejected": Count("pk", filter=Q(state=State.REJECTED)),
}
# A line each, even of a day when nothing came by them: that tells something too.
ALWAYS = (Channel.FORM, Channel.EMAIL, Channel.SCAN)


@dataclass(frozen=True)
class Account:
    """received = registered + joined + duplicate + quarantined + rejected, or what is missing to it."""

    received: int = 0
    registered: int = 0
    joined: int = 0
    duplicate: int = 0
    quarantined: int = 0
    rejected: int = 0

    @property
    def missing(self) -> int:
        """Arrivals without an answer: not registered yet, or told so without what proves it."""
        return self.received - self.registered - self.joined - self.duplicate - self.quarantined - self.rejected

    def __add__(self, other: Account) -> Account:
        return Account(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Line:
    channel: Channel
    account: Account
    last: datetime | None = None


@dataclass(frozen=True)
class NumberRange:
    """The first and the last number given that day to arrivals of a legal body, and how many lack between."""

    body: str
    first: str
    last: str
    lacking: int


class LedgerDay:
    """Counts alone: no word of what was written."""

    def __init__(self, town: Town, day: date) -> None:
        self.town, self.day = town, day
        zone = ZoneInfo(town.time_zone)
        self.start = datetime.combine(day, time(), zone)
        self.end = datetime.combine(day + timedelta(days=1), time(), zone)  # 23 or 25 hours later, twice a year

    @property
    def receptions(self) -> QuerySet[Reception]:
        """All that arrived that day."""
        return Reception.objects.filter(town=self.town.pk, received_at__gte=self.start, received_at__lt=self.end)

    @cached_property
    def lines(self) -> list[Line]:
        """A line a channel, in the order of the channels."""
        rows = self.receptions.order_by().values("channel")
        counted: Any = rows.annotate(received=Count("pk"), last=Max("received_at"), **ANSWERS)
        found = {
            row["channel"]: Line(
                Channel(row["channel"]),
                Account(row["received"], *(row[answer] for answer in ANSWERS)),
                row["last"],
            )
            for row in counted
        }
        return [
            found.get(channel, Line(channel, Account())) for channel in Channel if channel in found or channel in ALWAYS
        ]

    @cached_property
    def total(self) -> Account:
        return sum((line.account for line in self.lines), Account())

    @cached_property
    def numbers(self) -> list[NumberRange]:
        """A range for each legal body and year. What left quarantine had its number on the day it was released."""
        that_day = Q(received_at__gte=self.start, received_at__lt=self.end, reviewed_at=None) | Q(
            reviewed_at__gte=self.start, reviewed_at__lt=self.end
        )
        numbered = Reception.objects.filter(that_day, town=self.town.pk, item__isnull=False).order_by()
        series = list(
            numbered.filter(state__in=(State.REGISTERED, State.JOINED))
            .values("item__body", "item__year")
            .annotate(name=F("item__body__name"), first=Min("item__sequence"), last=Max("item__sequence"))
            .order_by("item__body", "item__year")
        )
        if not series:
            return []
        within, ends = Q(pk__in=()), Q(pk__in=())
        for row in series:
            one = Q(body=row["item__body"], year=row["item__year"])
            within |= one & Q(sequence__gte=row["first"], sequence__lte=row["last"])
            ends |= one & Q(sequence__in=(row["first"], row["last"]))
        arrivals = MailItem.objects.filter(direction=MailItem.Direction.IN).order_by()
        there = {
            (body, year): count
            for body, year, count in arrivals.filter(within).values_list("body", "year").annotate(Count("pk"))
        }
        words = {
            (body, year, sequence): number
            for body, year, sequence, number in arrivals.filter(ends).values_list("body", "year", "sequence", "number")
        }
        ranges = []
        for row in series:
            key = (row["item__body"], row["item__year"])
            first, last = (words[(*key, row[end])] for end in ("first", "last"))
            ranges.append(NumberRange(row["name"], first, last, row["last"] - row["first"] + 1 - there[key]))
        return ranges
