"""The directory of the demonstration town: its units, its elected members, its associations and places."""

from __future__ import annotations

from datetime import date
from typing import Any

from cms.directory.hours_blocks import WEEKDAYS
from cms.directory.models import Category, Entry
from edm.organisation.api import Town, Unit
from portal.demo import directory_texts as texts

Kind = Entry.Kind


def directory_load(town: Town, units: dict[str, Unit]) -> None:
    """Each entry by its short name; run again, it puts the demonstration texts back and doubles nothing."""
    where = {"address": town.address, "postcode": town.postcode, "city": town.city}
    hall = _put(town, "mairie", Kind.TOWN_HALL, **where, position=1, image_alt="", **texts.TOWN_HALL)
    hall.exceptions = [
        ("exception", {"starts": date.fromisoformat(day), "ends": None, "hours": "", "reason": reason})
        for day, reason in texts.CLOSURES
    ]
    hall.save()
    for number, (slug, unit, name, summary, phone, email, days) in enumerate(texts.UNITS, start=10):
        entry = _put(
            town, slug, Kind.UNIT, **where, name=name, unit=units[unit], summary=summary, phone=phone, email=email,
            position=number, part_of=hall, latitude="47.92840", longitude="-1.94310", **_days(days),
        )  # fmt: skip
        if slug == texts.SEASON_OF:
            entry.seasons = [("season", texts.SUMMER)]
            entry.save()
    for number, (name, function, delegations) in enumerate(texts.ELECTED, start=30):
        _put(
            town, "", Kind.ELECTED, name=name, function=function, delegations="\n".join(delegations), position=number,
            phone="02 99 00 00 00", email="mairie@saint-exemple.example",
        )  # fmt: skip
    for name, function, part_of in texts.STAFF:
        above = Entry.objects.get(town=town, slug=part_of)
        _put(town, "", Kind.STAFF, name=name, function=function, part_of=above, phone=above.phone, position=60)
    for kind, name, category, more in texts.PLACES:
        entry = _put(town, "", Kind(kind), name=name, postcode=town.postcode, city=town.city, **more)
        if category:
            entry.categories.set([Category.objects.get_or_create(town=town, name=category)[0]])


def _days(days: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(WEEKDAYS, days, strict=True))


def _put(town: Town, slug: str, kind: Entry.Kind, **fields: Any) -> Entry:
    key = {"slug": slug} if slug else {"name": fields["name"]}
    found = Entry.objects.filter(town=town, kind=kind, **key).first() or Entry(town=town, kind=kind, slug=slug)
    for name, value in fields.items():
        setattr(found, name, value)
    found.published = True
    found.save()
    return found
