"""The publicity of a council's acts: terms, what may be put online, what may be taken off it.

CGCT, as the ordinance 2021-1310 left it on 1 July 2022. The rules of a sitting (quorum, notice, ballots) are in
edm.law.sittings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from edm.law.calendar import add_months

WEEK = timedelta(days=7)
MONTHS_ONLINE = 2  # R2131-1
MONTHS_TO_CONTEST = 2  # code de justice administrative, R421-1
WEB_FROM = 3500  # inhabitants: L2131-1, IV
SOON = timedelta(days=2)
AUTHOR = re.compile(r"^\s*(?:M\.|Mme|Mlle)?\s*\w[\w'’.-]*\s+\w[^,]*,\s*\S.*$")


class Obstacle(StrEnum):
    """Why an act may not be put online."""

    NOT_DECIDED = "not_decided"
    NOT_ADOPTED = "not_adopted"
    NOT_SIGNED = "not_signed"
    INDIVIDUAL = "individual"
    AID = "aid"
    NO_AUTHOR = "no_author"
    NO_CONTENT = "no_content"
    ANONYMISED_DOCUMENT = "anonymised_document"


@dataclass(frozen=True)
class ActFacts:
    """What decides whether an act may be put online."""

    state: str  # as cms.council.transitions
    publicity: str  # public, individual, aid
    result: str  # of a deliberation; "" for an order or a decision
    is_deliberation: bool
    author: str
    has_text: bool
    has_document: bool
    anonymised: bool = False
    document_is_chosen: bool = False


def obstacles(act: ActFacts) -> list[Obstacle]:
    """Every reason not to put it online; none: it may be.

    L2131-1 publishes regulatory acts and those neither regulatory nor individual; individual ones are notified, aid is
    never published. R2131-1 asks for the full text and the first name, name and capacity of the author; L2121-23 for
    the signature. CADA (conseil 20221096): a text without personal data is not shown beside the paper that has them.
    """
    found = []
    if act.publicity == "individual":
        found.append(Obstacle.INDIVIDUAL)
    elif act.publicity != "public":
        found.append(Obstacle.AID)
    if act.is_deliberation and act.result not in ("adopted", ""):
        found.append(Obstacle.NOT_ADOPTED)
    elif act.state == "draft":
        found.append(Obstacle.NOT_DECIDED)
    elif act.state == "adopted":
        found.append(Obstacle.NOT_SIGNED)
    if not author_is_complete(act.author):
        found.append(Obstacle.NO_AUTHOR)
    if not act.has_text and not act.has_document:
        found.append(Obstacle.NO_CONTENT)
    if act.anonymised and act.document_is_chosen:
        found.append(Obstacle.ANONYMISED_DOCUMENT)
    return found


def author_is_complete(author: str) -> bool:
    """First name, name and capacity, as "Anne Le Gall, maire" (CGCT, R2131-1)."""
    return AUTHOR.match(author) is not None


def list_due(meeting: date) -> date:
    """The last day to post the list of the deliberations examined and put it online (CGCT, L2121-25)."""
    return meeting + WEEK


def minutes_due(approval_meeting: date) -> date:
    """The last day to publish the minutes: within the week after the meeting that approved them (CGCT, L2121-15)."""
    return approval_meeting + WEEK


def online_until(put_online: date) -> date:
    """The first day on which what was put online may be taken off: two months, from date to date (CGCT, R2131-1)."""
    return add_months(put_online, MONTHS_ONLINE)


def may_be_taken_off(put_online: date, today: date) -> bool:
    return today >= online_until(put_online)


def contest_until(made_public: date) -> date:
    """The last day to bring the act before the court.

    Two months after its publication, a full term (délai franc): the day of publication does not count, nor does the
    last (code de justice administrative, R421-1). What ends on a day off goes on to the next working day, which depends
    on the zone: the caller moves it.
    """
    return add_months(made_public, MONTHS_TO_CONTEST) + timedelta(days=1)


def web_is_compulsory(population: int) -> bool:
    """From 3,500 inhabitants on there is no choice of the means of publication (CGCT, L2131-1, IV)."""
    return population >= WEB_FROM


def means_of_publication(population: int, chosen: str) -> str:
    """The means that holds: the web, unless a smaller commune's council chose posting or paper."""
    return "web" if web_is_compulsory(population) or not chosen else chosen


def binding_since(*, published: date | None, to_transmit: bool, received: date | None) -> date | None:
    """The day the act binds: published and, where L2131-2 asks, transmitted; None while one is missing (L2131-1)."""
    steps: Iterable[date | None] = (published, received) if to_transmit else (published,)
    known = [day for day in steps if day is not None]
    return max(known) if len(known) == len(list(steps)) else None


def order_is_over(ends_on: date | None, today: date) -> bool:
    """A temporary order applies until its last day, included."""
    return ends_on is not None and ends_on < today


@dataclass(frozen=True)
class Countdown:
    """How a term stands: days left (negative: late), and how it is to be shown."""

    due: date
    days: int

    @property
    def tone(self) -> str:
        return "late" if self.days < 0 else "soon" if self.days <= SOON.days else "calm"


def countdown(due: date, today: date) -> Countdown:
    return Countdown(due, (due - today).days)
