"""What the page of a meeting shows, worked out from rows that are loaded: no query here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cms.council.models import Act, AgendaItem, Attendance, Meeting, PublishedVersion


@dataclass(frozen=True)
class Row:
    """One item, and what the council made of it; as `result.html` asks, it speaks like an act."""

    position: int
    title: str
    rapporteur: str = ""
    number: str = ""
    url: str = ""
    result: str = ""
    result_label: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    withdrawn: bool = False
    closed_doors: bool = False
    attachments: list[Any] = field(default_factory=list)

    @property
    def has_votes(self) -> bool:
        return self.votes_for is not None

    @property
    def is_unanimous(self) -> bool:
        return bool(self.votes_for) and not self.votes_against and not self.abstentions

    def get_result_display(self) -> str:
        return self.result_label


@dataclass(frozen=True)
class MeetingPage:
    rows: list[Row]
    papers: list[tuple[str, PublishedVersion]]  # (kind, what is shown)
    present: list[str]
    excused: list[str]
    absent: list[str]
    proxies: list[tuple[str, str]]
    deliberations: int


def meeting_page(meeting: Meeting) -> MeetingPage:
    """`meeting`: as selectors.meeting_get gives it."""
    acts = list(meeting.deliberations.all())
    by_item = {act.item_id: act for act in acts if act.item_id}
    rows = [_of_item(item, by_item.get(item.pk)) for item in meeting.items.all()]
    # Imported ones have no item, and only what is online is told of them.
    rows += [_of_act(act) for act in acts if not act.item_id and act.published_at]
    rows.sort(key=lambda row: row.position)
    papers: dict[str, PublishedVersion] = {}
    for version in meeting.versions.all():  # the last version first
        papers.setdefault(version.kind, version)
    kinds = PublishedVersion.Kind
    order = [kinds.LIST, kinds.AGENDA, kinds.MINUTES]
    held = meeting.state == Meeting.State.CLOSED
    there = {state: [] for state in Attendance.State} if not held else _by_state(meeting)
    return MeetingPage(
        rows=rows,
        papers=[(kind.value, papers[kind]) for kind in order if kind in papers],
        present=there[Attendance.State.PRESENT],
        excused=there[Attendance.State.EXCUSED],
        absent=there[Attendance.State.ABSENT],
        proxies=[(proxy.giver.formal_name, proxy.holder.formal_name) for proxy in meeting.proxies.all()]
        if held
        else [],
        deliberations=sum(1 for act in acts if act.published_at),
    )


def _by_state(meeting: Meeting) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {state: [] for state in Attendance.State}
    for attendance in meeting.attendances.all():
        found[attendance.state].append(attendance.member.formal_name)
    return found


def _of_act(act: Act) -> Row:
    return Row(
        position=act.position,
        title=act.title,
        rapporteur=act.rapporteur,
        number=act.number,
        url=act.get_absolute_url(),
        result=act.result,
        result_label=act.get_result_display(),
        votes_for=act.votes_for,
        votes_against=act.votes_against,
        abstentions=act.abstentions,
        withdrawn=act.is_withdrawn,
    )


def _of_item(item: AgendaItem, act: Act | None) -> Row:
    ballot = next(iter(item.ballots.all()), None)
    online = act is not None and act.published_at is not None
    return Row(
        position=item.position,
        title=item.title,
        rapporteur=item.rapporteur.formal_name if item.rapporteur else "",
        number=act.number if act else "",
        url=act.get_absolute_url() if act and online else "",
        result=item.outcome or (act.result if act else ""),
        result_label=item.get_outcome_display() if item.outcome else act.get_result_display() if act else "",
        votes_for=ballot.votes_for if ballot else None,
        votes_against=ballot.votes_against if ballot else None,
        abstentions=ballot.abstentions if ballot else None,
        withdrawn=act is not None and act.is_withdrawn,
        closed_doors=item.closed_doors,
        attachments=list(item.attachments.all()),
    )
