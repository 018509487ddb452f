"""The public lists of acts: their filters, narrowed to a town and to what can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.http import urlencode

from cms.council.models import Act, Member, PublishedVersion, Vote, VoteEvent
from cms.council.richtext import fold
from edm.law.matters import MATTERS, matter_level_two

if TYPE_CHECKING:
    from edm.organisation.api import Town

MAX_WORDS = 6
PLURAL = re.compile(r"(?<=\w{3})[sx]$")


@dataclass(frozen=True)
class Wanted:
    """What a reader asked for, checked: an unknown value is no filter."""

    q: str = ""
    year: int | None = None
    matter: str = ""
    member: int | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Wanted:
        year, member = str(data.get("annee", "")), str(data.get("membre", ""))
        matter = str(data.get("matiere", ""))
        return cls(
            q=str(data.get("q", "")).replace("\0", "").strip()[:200],
            year=int(year) if re.fullmatch(r"[12]\d{3}", year) else None,
            matter=matter if matter in MATTERS else "",
            member=int(member) if re.fullmatch(r"[1-9]\d{0,17}", member) else None,
        )

    @property
    def query(self) -> str:
        """For the links to other pages: url-encoded, ending in "&", or nothing."""
        pairs = {"q": self.q, "annee": self.year, "matiere": self.matter, "membre": self.member}
        encoded = urlencode({key: value for key, value in pairs.items() if value})
        return f"{encoded}&" if encoded else ""

    def __bool__(self) -> bool:
        return bool(self.query)


def acts(town: Town, nature: str = "", wanted: Wanted | None = None) -> QuerySet[Act]:
    """What can be read of one nature, or of all, the last first."""
    wanted = wanted or Wanted()
    found = Act.objects.readable(town).filter(**({"nature": nature} if nature else {}))
    if wanted.year:
        found = found.filter(date__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.matter:
        found = found.filter(Q(matter_code=wanted.matter) | Q(matter_code__startswith=f"{wanted.matter}."))
    if wanted.member:
        # Who told the council about it, or whose vote is public.
        voted = Vote.objects.filter(
            event__item=OuterRef("item"), member=wanted.member, event__method=VoteEvent.Method.PUBLIC
        )
        found = found.filter(Q(item__rapporteur=wanted.member) | Exists(voted))
    for word in fold(wanted.q).split()[:MAX_WORDS]:
        found = found.filter(words__contains=PLURAL.sub("", word))
    # The long columns stay in the database.
    return found.defer("text", "public_text", "words").order_by("-date", "position", "-pk")


def years(town: Town, nature: str) -> list[int]:
    found = Act.objects.readable(town).filter(nature=nature)
    return [day.year for day in found.dates("date", "year", order="DESC")]


def matters(town: Town, nature: str) -> list[tuple[str, str]]:
    """The matters that some act has, with their names: main ones, then those below each."""
    found = Act.objects.readable(town).filter(nature=nature).exclude(matter_code="").order_by()
    codes = {matter_level_two(code) for code in found.values_list("matter_code", flat=True).distinct()}
    known = {code for code in codes if code in MATTERS}
    known |= {code.partition(".")[0] for code in known}
    return [(code, f"{code} {MATTERS[code]}") for code in MATTERS if code in known]


def members(town: Town) -> list[tuple[int, str]]:
    """Who sat in the town's councils, by name; of several terms, each."""
    found = (
        Member.objects.filter(term__body__town=town).select_related("term").order_by("last_name", "first_name", "pk")
    )
    return [(member.pk, f"{member.last_name} {member.first_name} ({member.term.name})") for member in found]


def act_get(town: Town | None, nature: str, pk: int) -> Act:
    """An act that has an address, with its versions and who voted what; or Http404."""
    public = VoteEvent.objects.filter(amendment__isnull=True, method=VoteEvent.Method.PUBLIC)
    votes = Vote.objects.select_related("member", "cast_by").order_by("member__rank", "member__last_name")
    found = Act.objects.online(town).filter(nature=nature, pk=pk)
    act: Act | None = (
        found.select_related("meeting", "body__assembly", "town", "current__document__blob", "item")
        .prefetch_related(
            Prefetch("versions", PublishedVersion.objects.order_by("-number")),
            Prefetch("item__ballots", public.prefetch_related(Prefetch("votes", votes))),
            "postings",
        )
        .first()
    )
    if act is None:
        raise Http404
    return act


def version_get(town: Town | None, pk: int) -> PublishedVersion:
    """A version of the town, withdrawn or not, whose act or meeting has an address; or Http404."""
    if town is None:
        raise Http404
    shown = Q(act__isnull=True) | Q(act__in=Act.objects.online(town))
    shown &= Q(meeting__isnull=True) | Q(meeting__published=True)
    found = PublishedVersion.objects.filter(shown, town=town.pk, pk=pk)
    version: PublishedVersion | None = found.select_related("document__blob", "act", "meeting", "body", "town").first()
    if version is None:
        raise Http404
    return version


def votes_by_choice(act: Act) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Who voted what, where the ballot was public: (choice, [(name, by proxy)]); no query after act_get."""
    ballot = next(iter(act.item.ballots.all()), None) if act.item else None
    if ballot is None:
        return []
    sides: dict[str, list[tuple[str, bool]]] = {choice: [] for choice in Vote.Choice}
    for vote in ballot.votes.all():
        sides[vote.choice].append((vote.member.full_name, vote.cast_by_id is not None))
    return [(choice, names) for choice, names in sides.items() if names]
