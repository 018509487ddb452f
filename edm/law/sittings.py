"""The rules of a sitting: notice, quorum, proxies, ballots.

CGCT for a municipal council; code de l'action sociale et des familles (CASF), R123-16 to R123-19, for a CCAS. Where
the texts leave a doubt the stricter reading is taken: it never makes a decision void.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

NOTE_FROM = 3500  # inhabitants: L2121-12; CASF R123-16 for a CCAS
SHORT, LONG, URGENT = 3, 5, 1  # clear days
SECOND_AFTER = timedelta(days=3)  # L2121-17
FOR, AGAINST, ABSTENTION, NOT_VOTING = "for", "against", "abstention", "not_voting"


def clear_days(*, council: bool, population: int, urgent: bool = False, second: bool = False) -> int:
    """The clear days between the notice and the meeting.

    `council`: a municipal council: three below 3,500 inhabitants (L2121-11), five from there on (L2121-12). Another
    body (CCAS): three (CASF, R123-16). One where the matter is urgent, and the council rules on the urgency first.
    `second`: after a meeting without quorum, three for all (L2121-17).
    """
    if urgent:
        return URGENT
    return LONG if council and population >= NOTE_FROM and not second else SHORT


def note_is_required(population: int) -> bool:
    """Whether an explanatory note on each matter to deliberate on goes with the notice (L2121-12; CASF, R123-16)."""
    return population >= NOTE_FROM


def days_between(sent: date, meeting: date) -> int:
    """Clear days (jours francs): neither the day of sending nor that of the meeting counts; days off do."""
    return max(0, (meeting - sent).days - 1)


def latest_to_send(meeting: date, days: int) -> date:
    """The last day on which a notice of that many clear days may leave."""
    return meeting - timedelta(days=days + 1)


def is_in_time(sent: date, meeting: date, days: int) -> bool:
    return sent <= latest_to_send(meeting, days)


def second_from(first: date) -> date:
    """The first day of a second meeting, which needs no quorum: at least three days later (L2121-17)."""
    return first + SECOND_AFTER


@dataclass(frozen=True)
class Quorum:
    """How many members are there, and how many it takes."""

    present: int
    in_office: int
    waived: bool = False  # a second convocation

    @property
    def needed(self) -> int:
        """More than half of the members in office (L2121-17; CASF, R123-17)."""
        return self.in_office // 2 + 1

    @property
    def is_met(self) -> bool:
        return self.present > 0 if self.waived else self.present >= self.needed


def quorum(*, present: Collection[int], recused: Collection[int], in_office: int, second: bool = False) -> Quorum:
    """The quorum of one item: members present in person; neither proxies nor those who left it (L2131-11) count."""
    return Quorum(len(set(present) - set(recused)), in_office, second)


def proxies_in_force(
    *, present: Collection[int], recused: Collection[int], holders: Mapping[int, int]
) -> dict[int, int]:
    """Of the proxies (giver → holder), those that hold at an item.

    One ends when its giver is there, and says nothing while its holder is not; neither may have left the item.
    """
    there = set(present) - set(recused)
    return {
        giver: holder
        for giver, holder in holders.items()
        if giver not in present and giver not in recused and holder in there
    }


def proxy_fault(*, giver: int, holder: int, present: Collection[int], holders: Mapping[int, int]) -> str:
    """Why a proxy can't be taken: "self", "giver_present", "holder_absent", "holder_taken"; "" where it can.

    One a member at most (L2121-20; CASF, R123-17). `holders`: the proxies there are, this giver's left aside.
    """
    if giver == holder:
        return "self"
    if giver in present:
        return "giver_present"
    if holder not in present:
        return "holder_absent"
    return "holder_taken" if holder in {held for other, held in holders.items() if other != giver} else ""


@dataclass(frozen=True)
class Count:
    """The totals of a ballot; blank and void papers are among those who did not vote."""

    votes_for: int
    votes_against: int = 0
    abstentions: int = 0
    not_voting: int = 0

    @property
    def total(self) -> int:
        return self.votes_for + self.votes_against + self.abstentions + self.not_voting

    @property
    def cast(self) -> int:
        """The votes cast (suffrages exprimés): abstentions are none."""
        return self.votes_for + self.votes_against


@dataclass(frozen=True)
class Result:
    adopted: bool
    casting_vote: bool = False


def ballot_result(count: Count, *, secret: bool, chair_choice: str = "") -> Result:
    """Adopted by the absolute majority of the votes cast (L2121-20).

    Tied, the voice of who chairs decides, but in a secret ballot (L2121-20), where a tie rejects. Who chairs and did
    not vote for or against decides nothing: it is not adopted.
    """
    if count.votes_for != count.votes_against:
        return Result(count.votes_for > count.votes_against)
    decides = not secret and count.cast > 0 and chair_choice in (FOR, AGAINST)
    return Result(decides and chair_choice == FOR, decides)


def count_is_possible(count: Count, entitled: int) -> bool:
    """No part is negative, and all together are no more than those who may vote."""
    parts = (count.votes_for, count.votes_against, count.abstentions, count.not_voting)
    return min(parts) >= 0 and count.total <= entitled


def secret_ballot_due(*, asking: int, present: int, appointment: bool) -> bool:
    """Whether the ballot is secret: a third of the members present ask, or somebody is appointed (L2121-21)."""
    return appointment or (asking > 0 and 3 * asking >= present)
