"""What a line means: the facts of one act, or the reasons it can't be taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.council.importing.rows import folded
from cms.council.models import Act
from edm.law.matters import MATTERS

NATURES = {
    "": None,
    "deliberation": Act.Nature.DELIBERATION,
    "de": Act.Nature.DELIBERATION,
    "arrete": Act.Nature.ORDER,
    "arretemunicipal": Act.Nature.ORDER,
    "ar": Act.Nature.ORDER,
    "decision": Act.Nature.DECISION,
    "decisiondumaire": Act.Nature.DECISION,
}
RESULTS = {
    "": Act.Result.ADOPTED,
    "adopte": Act.Result.ADOPTED,
    "adoptee": Act.Result.ADOPTED,
    "approuvee": Act.Result.ADOPTED,
    "rejete": Act.Result.REJECTED,
    "rejetee": Act.Result.REJECTED,
    "ajourne": Act.Result.POSTPONED,
    "ajournee": Act.Result.POSTPONED,
    "reporte": Act.Result.POSTPONED,
    "reportee": Act.Result.POSTPONED,
    "retire": Act.Result.WITHDRAWN,
    "retiree": Act.Result.WITHDRAWN,
}
COUNTS = ("members_count", "voters_count", "votes_for", "votes_against", "abstentions")
DATES = ("prefecture_date", "starts_on", "ends_on")
TEXTS = ("rapporteur", "author", "text", "budget_year", "budget_name", "prefecture_id", "streets")
REQUIRED = {
    "number": gettext_lazy("no number"),
    "title": gettext_lazy("no subject"),
    "date": gettext_lazy("no date of the act"),
}
ALLOWED_URL = re.compile(r"https?://\S+", re.IGNORECASE)
MAX_COUNT = 32_767


@dataclass(frozen=True)
class Record:
    """One act to keep: the fields of `Act`, its PDF if there is one, and when it was first online if the file says."""

    line: int
    facts: dict[str, Any]
    pdf: Path | None
    published_on: date | None


class LineRefused(Exception):
    """One line is not taken, the others are; `reasons` are for the person who imports."""

    def __init__(self, reasons: list[Any]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def record_of(line: int, row: dict[str, str], *, nature: str, folder: dict[str, Path], siret: str = "") -> Record:
    """Raises LineRefused with every reason at once, so that a file is corrected in one go.

    `nature`: of lines that say none. `folder`: the PDFs at hand by `file_key` of their names. `siret`: the body's own,
    if it is known.
    """
    reasons: list[Any] = [words for name, words in REQUIRED.items() if not row.get(name)]
    facts: dict[str, Any] = {name: row.get(name, "") for name in ("number", "title", "matter_code", *TEXTS)}
    facts |= {name: _day(row, name, reasons) for name in ("date", *DATES)}
    facts |= {name: _count(row, name, reasons) for name in COUNTS}
    facts["nature"] = _word(row, "nature", NATURES, reasons) or nature
    facts["result"] = _word(row, "result", RESULTS, reasons) if facts["nature"] == Act.Nature.DELIBERATION else ""
    url = row.get("source_url", "")
    facts["source_url"] = url if ALLOWED_URL.fullmatch(url) else ""
    pdf, published_on = _pdf(row, folder, reasons), _day(row, "published_on", reasons)
    reasons += _contradictions(row, siret, (facts["date"], published_on))
    if reasons:
        raise LineRefused([str(reason) for reason in reasons])
    return Record(line, facts, pdf, published_on)


def _contradictions(row: dict[str, str], siret: str, days: tuple[object, ...]) -> list[str]:
    """What can't be true, though it is well written."""
    found = []
    if (code := row.get("matter_code", "")) and code not in MATTERS:
        found.append(_("unknown matter “%(code)s”") % {"code": code})
    if siret and (told := row.get("siret", "").replace(" ", "")) and told != siret:
        found.append(_("the SIRET %(siret)s is not this body's") % {"siret": told})
    today = timezone.localdate()
    late = [day for day in days if isinstance(day, date) and day > today]
    return found + [_("%(day)s is still to come") % {"day": day.isoformat()} for day in late]


def _day(row: dict[str, str], name: str, reasons: list[Any]) -> date | None:
    """2026-11-12 or 12/11/2026, with or without an hour after it."""
    text = row.get(name, "")
    if not text:
        return None
    day = text.split("T")[0].split(" ")[0]
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(day, pattern).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    reasons.append(_("“%(text)s” is no date") % {"text": text})
    return None


def _count(row: dict[str, str], name: str, reasons: list[Any]) -> int | None:
    text = row.get(name, "")
    if not text:
        return None
    if text.isdecimal() and int(text) <= MAX_COUNT:
        return int(text)
    reasons.append(_("“%(text)s” is no count of votes") % {"text": text})
    return None


def _word(row: dict[str, str], name: str, known: Mapping[str, object], reasons: list[Any]) -> object:
    text = row.get(name, "")
    if folded(text) not in known:
        reasons.append(_("“%(text)s” is not understood") % {"text": text})
    return known.get(folded(text))


def _pdf(row: dict[str, str], folder: dict[str, Path], reasons: list[Any]) -> Path | None:
    """The file that the line names; else the one called like the end of its address or like its number."""
    named = row.get("file", "")
    if named:
        found = folder.get(file_key(named.replace("\\", "/").rsplit("/", 1)[-1]))
        if found is None:
            reasons.append(_("the file “%(name)s” is not in the folder") % {"name": named})
        return found
    number = row.get("number", "")
    guesses = (
        unquote(row.get("source_url", "")).rsplit("/", 1)[-1],
        f"{number}.pdf",
        f"{number.replace('/', '-')}.pdf",
    )
    return next((folder[key] for guess in guesses if (key := file_key(guess)) in folder), None)


def file_key(name: str) -> str:
    """Of a file's name, whatever the system that wrote it: one case, one way to write accents."""
    return unicodedata.normalize("NFC", name).casefold()
