"""A meeting as it sits: who is there at each item, who votes, whether there is a quorum. Six queries, however many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from cms.council.models import AgendaItem, Attendance, Meeting, Member, Proxy, Recusal, Term
from edm.law import sittings as law


def members_in_office(term: Term | None, day: date) -> QuerySet[Member]:
    """The members of a term in office on a day, in the order of the table."""
    stays = Q(left_on=None) | Q(left_on__gte=day)
    return Member.objects.filter(stays, term=term, joined_on__lte=day).order_by("rank", "last_name", "pk")


@dataclass(frozen=True)
class Voice:
    """One vote to cast: a member's own, or by the holder of their proxy."""

    member: Member
    holder: Member | None = None


@dataclass(frozen=True)
class Room:
    """The room while one item is examined."""

    present: list[Member]  # those who left the item included
    recused: list[Member]
    voices: list[Voice]
    quorum: law.Quorum

    @property
    def represented(self) -> list[Voice]:
        return [voice for voice in self.voices if voice.holder]

    @property
    def deliberating(self) -> list[Member]:
        return [voice.member for voice in self.voices if not voice.holder]


class Sitting:
    """Built once a request; `room_at` asks nothing more of the database."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    @cached_property
    def members(self) -> list[Member]:
        """In office that day."""
        return list(members_in_office(self.meeting.term, self.meeting.date)) if self.meeting.term_id else []

    @cached_property
    def items(self) -> list[AgendaItem]:
        rows = AgendaItem.objects.filter(meeting=self.meeting).select_related("rapporteur", "presided_by", "act")
        items = list(rows.prefetch_related("ballots", "attachments__document__blob").order_by("position", "pk"))
        for item in items:
            item.meeting = self.meeting
        return items

    @cached_property
    def attendances(self) -> dict[int, Attendance]:
        rows = Attendance.objects.filter(meeting=self.meeting).select_related("arrives_at", "leaves_before")
        return {row.member_id: row for row in rows}

    @cached_property
    def proxies(self) -> list[Proxy]:
        return list(
            Proxy.objects.filter(meeting=self.meeting).select_related("giver", "holder").order_by("giver__rank")
        )

    @cached_property
    def recusals(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for item, member in Recusal.objects.filter(item__meeting=self.meeting).values_list("item_id", "member_id"):
            found.setdefault(item, set()).add(member)
        return found

    @property
    def in_office(self) -> int:
        """Frozen as the meeting opened; before, those in office on its day."""
        return len(self.members) if self.meeting.in_office is None else self.meeting.in_office

    def present_at(self, position: int) -> list[Member]:
        rows = self.attendances
        return [member for member in self.members if member.pk in rows and rows[member.pk].is_present_at(position)]

    def room_at(self, item: AgendaItem | None) -> Room:
        """At an item; None: as the meeting begins."""
        present = self.present_at(item.position if item else 1)
        recused = self.recusals.get(item.pk, set()) if item else set()
        here = {member.pk for member in present}
        holders = {proxy.giver_id: proxy.holder_id for proxy in self.proxies}
        in_force = law.proxies_in_force(present=here, recused=recused, holders=holders)
        by_pk = {member.pk: member for member in self.members}
        voices = []
        for member in self.members:
            if member.pk in here - recused:
                voices.append(Voice(member))
            elif member.pk in in_force and in_force[member.pk] in by_pk:
                voices.append(Voice(member, by_pk[in_force[member.pk]]))
        second = self.meeting.second_of_id is not None
        quorum = law.quorum(present=here, recused=recused, in_office=self.in_office, second=second)
        return Room(present, [member for member in self.members if member.pk in recused], voices, quorum)

    def chair_at(self, item: AgendaItem) -> Member | None:
        return item.presided_by or self.meeting.chair
