"""What the page of an act tells of its force: since when it binds, until when it can be contested; no query here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from cms.council.models import Act, Assembly, Posting, PublishedVersion
from edm.law import council as law
from edm.law.calendar import is_working_day


@dataclass(frozen=True)
class ActForce:
    """`binding_since`: None while a step is missing; `contest_until`: the last day; `over`: a temporary order's end."""

    binding_since: date | None
    waits_for_prefecture: bool
    contest_until: date | None
    contest_is_over: bool
    over: bool
    today: date
    coming: bool


def act_force(act: Act, today: date) -> ActForce:
    """`act`: as catalogue.act_get gives it."""
    public = made_public(act)
    received = act.prefecture_date or act.transmitted_on
    until = law.contest_until(public) if public else None
    while until and not is_working_day(until, act.town.holiday_zone):
        until = date.fromordinal(until.toordinal() + 1)
    return ActForce(
        binding_since=law.binding_since(published=public, to_transmit=act.to_transmit, received=received),
        waits_for_prefecture=act.to_transmit and received is None,
        contest_until=until,
        contest_is_over=until is not None and until < today,
        today=today,
        over=law.order_is_over(act.ends_on, today) if act.temporary else False,
        coming=act.starts_on is not None and act.starts_on > today,
    )


def made_public(act: Act) -> date | None:
    """The day the public could read it, by the means its assembly uses (CGCT, L2131-1)."""
    if not act.published_at:
        return None
    online = act.published_at.astimezone(ZoneInfo(act.town.time_zone)).date()
    assembly = getattr(act.body, "assembly", None)
    means = law.means_of_publication(act.town.population, assembly.means if assembly else "")
    if means == Assembly.Means.POSTING:
        posted: list[Posting] = list(act.postings.all())
        return min((posting.posted_on for posting in posted), default=online)
    return online


def versions_of(act: Act) -> list[tuple[PublishedVersion, str]]:
    """Its versions, the last first, with what became of each: shown, replaced or withdrawn."""
    told = []
    for version in act.versions.all():
        if version.withdrawn_at is not None:
            state = "withdrawn"
        elif version.pk == act.current_id:
            state = "shown"
        else:
            state = "replaced"
        told.append((version, state))
    return told
