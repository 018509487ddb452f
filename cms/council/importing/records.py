"""What a line means: the facts of one act, or the reasons it can't be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.council.importing.folder import Folder
from cms.council.importing.rows import folded
from cms.council.models import Act
from edm.law.matters import MATTERS, matter_level_two

# What a word means, by how it begins once folded: "Adoptée à l'unanimité", "Arrêté municipal". The first that fits.
NATURES = (
    (Act.Nature.DELIBERATION, ("delib",)),
    (Act.Nature.ORDER, ("arret", "order")),
    (Act.Nature.DECISION, ("decision",)),
)
SHORT_NATURES = {"de": Act.Nature.DELIBERATION, "ar": Act.Nature.ORDER}  # as @CTES calls them
AGAINST = ("defavorable", "avisdefavorable", "majoritecontre", "unanimitecontre")
NOTED = ("prend", "prisacte", "priseacte", "dontacte", "donneacte")  # of a report: nothing was voted against
RESULTS = (
    (Act.Result.REJECTED, ("rejet", "reject", "refus", *AGAINST)),
    (Act.Result.ADOPTED, ("adopt", "approuv", "approv", "favorable", "avisfavorable", "unanim", "majorit", *NOTED)),
    (Act.Result.POSTPONED, ("ajourn", "report", "postpon")),
    (Act.Result.WITHDRAWN, ("retir", "withdraw")),
)
COUNTS = ("members_count", "voters_count", "votes_for", "votes_against", "abstentions")
DATES = ("prefecture_date", "starts_on", "ends_on")
TEXTS = ("rapporteur", "author", "text", "budget_year", "budget_name", "prefecture_id", "streets")
REQUIRED = {
    "number": gettext_lazy("no number"),
    "title": gettext_lazy("no subject"),
    "date": gettext_lazy("no date of the act"),
}
MATTER = re.compile(r"(?P<code>\d(\.\d{1,2})*)(?!\d)")
_MATTER_NAMES = {folded(name): code for code, name in MATTERS.items() if list(MATTERS.values()).count(name) == 1}
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


def record_of(line: int, row: dict[str, str], *, nature: str, folder: Folder, siret: str = "") -> Record:
    """Raises LineRefused with every reason at once, so that a file is corrected in one go.

    `nature`: of lines that say none. `folder`: the PDFs at hand. `siret`: of the body whose acts these are, if known.
    """
    reasons: list[Any] = [words for name, words in REQUIRED.items() if not row.get(name)]
    facts: dict[str, Any] = {name: row.get(name, "") for name in ("number", "title", *TEXTS)}
    facts["matter_code"] = _matter(row.get("matter_code", ""), reasons)
    facts |= {name: _day(row, name, reasons) for name in ("date", *DATES)}
    facts |= {name: _count(row, name, reasons) for name in COUNTS}
    told = row.get("nature", "")
    facts["nature"] = SHORT_NATURES.get(told.casefold()) or _word(told, NATURES, reasons) or nature
    if facts["nature"] == Act.Nature.DELIBERATION:
        facts["result"] = _word(row.get("result", ""), RESULTS, reasons) or _by_votes(facts)
    else:
        facts["result"] = ""
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
    if siret and (told := row.get("siret", "").replace(" ", "")) and told != siret:
        words = _("the SIRET %(siret)s is not this body's (--siret %(siret)s takes its acts over)")
        found.append(words % {"siret": told})
    today = timezone.localdate()
    late = [day for day in days if isinstance(day, date) and day > today]
    return found + [_("%(day)s is still to come") % {"day": day.isoformat()} for day in late]


def _day(row: dict[str, str], name: str, reasons: list[Any]) -> date | None:
    """2026-11-12 or 12/11/2026, with or without an hour after it."""
    text = row.get(name, "")
    if not text:
        return None
    day = text.split("T")[0].split(" ")[0]
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y"):
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
    whole = re.sub(r"[.,]0+$", "", text)  # as spreadsheets may write a whole number
    if whole.isdecimal() and int(whole) <= MAX_COUNT:
        return int(whole)
    reasons.append(_("“%(text)s” is no count of votes") % {"text": text})
    return None


def _word(text: str, known: Iterable[tuple[str, tuple[str, ...]]], reasons: list[Any]) -> str:
    """What a word means by how it begins; "" for none, and for one that means nothing here, which is told."""
    word = folded(text)
    found = next((meaning for meaning, beginnings in known if word.startswith(beginnings)), "")
    if text and not found:
        reasons.append(_("“%(text)s” is not understood") % {"text": text})
    return found


def _by_votes(facts: dict[str, Any]) -> str:
    """Where no result is told, as in SCDL: what a register lists was adopted, unless more voted against it."""
    lost = (facts["votes_against"] or 0) > (facts["votes_for"] or 0)
    return Act.Result.REJECTED if lost else Act.Result.ADOPTED


def _matter(text: str, reasons: list[Any]) -> str:
    """The code of "7.5", "7.5.1", "7.5 Subventions"; of a name of the nomenclature; "" for none."""
    code = match["code"] if (match := MATTER.match(text)) else _MATTER_NAMES.get(folded(text), "")
    if text and code not in MATTERS:
        code = matter_level_two(code)
    if text and code not in MATTERS:
        reasons.append(_("unknown matter “%(code)s”") % {"code": text})
    return code


def _pdf(row: dict[str, str], folder: Folder, reasons: list[Any]) -> Path | None:
    """The file that the line names; else the one called like the end of its address or like its number."""
    named = row.get("file", "")
    found = folder.named(named) if named else folder.guessed(row.get("source_url", ""), row.get("number", ""))
    if named and not found:
        reasons.append(_("the file “%(name)s” is not in the folder (--pdf)") % {"name": named})
    if len(found) > 1:
        places = ", ".join(str(path.relative_to(folder.root)) for path in found)
        reasons.append(
            _("several files may be meant: %(places)s; write the folder before the name") % {"places": places}
        )
    return found[0] if len(found) == 1 else None
