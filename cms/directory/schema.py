"""An entry as schema.org says it (JSON-LD), for search engines."""

from __future__ import annotations

from typing import Any

from cms.directory.hours import Week
from cms.directory.models import Entry

TYPES = {
    Entry.Kind.TOWN_HALL: "GovernmentOffice",
    Entry.Kind.UNIT: "GovernmentOffice",
    Entry.Kind.ELECTED: "Person",
    Entry.Kind.STAFF: "Person",
    Entry.Kind.ASSOCIATION: "Organization",
    Entry.Kind.PLACE: "Place",
    Entry.Kind.ROOM: "EventVenue",
    Entry.Kind.SCHOOL: "School",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Person has neither place nor hours; Organization has no hours of its own.
WITH_PLACE = {"GovernmentOffice", "Organization", "Place", "EventVenue", "School"}
WITH_HOURS = {"GovernmentOffice", "Place", "EventVenue"}


def json_ld(entry: Entry, url: str) -> dict[str, Any]:
    """The entry at this absolute address; what is not known is left out."""
    kind = TYPES[Entry.Kind(entry.kind)]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": url,
        "name": entry.name,
        "url": entry.website or url,
        "telephone": entry.phone,
        "email": entry.email,
    }
    data |= {"description": entry.summary} if entry.summary else {}
    if entry.is_person:
        data["jobTitle"] = entry.function
    if kind in WITH_PLACE and entry.address:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": entry.address,
            "postalCode": entry.postcode,
            "addressLocality": entry.city,
            "addressCountry": "FR",
        }
    if kind in WITH_PLACE - {"Organization"} and entry.latitude is not None and entry.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(entry.latitude),
            "longitude": float(entry.longitude),
        }
    if kind in WITH_HOURS and entry.schedule:
        data["openingHoursSpecification"] = _week(entry.schedule.week)
        data["specialOpeningHoursSpecification"] = [
            _special(one.starts.isoformat(), one.ends.isoformat(), one.spans) for one in entry.schedule.exceptions
        ]
    return {name: value for name, value in data.items() if value}


def _week(week: Week) -> list[dict[str, Any]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{day}",
            "opens": f"{span.opens:%H:%M}",
            "closes": f"{span.closes:%H:%M}",
        }
        for day, spans in zip(DAYS, week, strict=True)
        for span in spans
    ]


def _special(starts: str, ends: str, spans: Any) -> dict[str, Any]:
    """Closed is said by equal hours (schema.org, openingHoursSpecification)."""
    first, last = (spans[0].opens, spans[-1].closes) if spans else (None, None)
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": starts,
        "validThrough": ends,
        "opens": f"{first:%H:%M}" if first else "00:00",
        "closes": f"{last:%H:%M}" if last else "00:00",
    }
