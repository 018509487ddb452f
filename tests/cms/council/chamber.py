"""A council of nineteen members and a meeting of it, for the tests of sittings."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cms.council.models import AgendaItem, Attendance, Meeting, Member, Term
from cms.council.services.meetings import item_add, meeting_prepare
from cms.council.services.notices import notices_send
from cms.council.services.sittings import attendance_record, meeting_open
from tests.factories import TownHall

DAY = date(2026, 11, 26)
EARLY = datetime(2026, 11, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


def term_make(hall: TownHall, count: int = 19) -> list[Member]:
    term = Term.objects.create(body=hall.body, name="2026–2032", starts_on=date(2026, 3, 22), seats=count)
    members = []
    for rank in range(1, count + 1):
        by_mail = rank != 2
        members.append(
            Member(
                term=term,
                rank=rank,
                civility="Mme" if rank % 2 else "M.",
                first_name="Anne" if rank % 2 else "Yann",
                last_name=f"Le Gall{rank}",
                function=Member.Function.CHAIR if rank == 1 else Member.Function.COUNCILLOR,
                title="maire" if rank == 1 else "",
                joined_on=term.starts_on,
                notice_by=Member.NoticeBy.EMAIL if by_mail else Member.NoticeBy.PAPER,
                email=f"elu{rank}@mairie.example" if by_mail else "",
                address="1 rue du Port\n35000 Saint-Exemple",
            )
        )
    return Member.objects.bulk_create(members)


def meeting_make(hall: TownHall, titles: tuple[str, ...] = ("Tarifs", "Travaux"), day: date = DAY) -> Meeting:
    meeting = meeting_prepare(body=hall.body, day=day, at=time(20), place="Salle du conseil")
    for position, title in enumerate(titles, start=1):
        item_add(meeting=meeting, position=position, title=title, kind=AgendaItem.Kind.DELIBERATION)
    return meeting


def convene(meeting: Meeting) -> Meeting:
    notices_send(meeting=meeting, at=EARLY)
    meeting.refresh_from_db()
    return meeting


def convened_quietly(meeting: Meeting) -> Meeting:
    """Convened, without making the letters."""
    meeting.state = Meeting.State.CONVENED
    meeting.save()
    return meeting


def sit(meeting: Meeting, members: list[Member], *, present: int, proxies: dict[int, int] | None = None) -> Meeting:
    """Open it with the first members present; `proxies`: index of the giver → of the holder."""
    here, away = Attendance.State.PRESENT, Attendance.State.EXCUSED
    states = {member.pk: here if place < present else away for place, member in enumerate(members)}
    holders = {members[giver].pk: members[holder].pk for giver, holder in (proxies or {}).items()}
    attendance_record(meeting=meeting, states=states, holders=holders)
    return meeting_open(meeting=meeting, chair=members[0], secretary=members[1])
