"""The {{ variables }} of a reply template: a closed list of texts.

Clerks write templates: they reach these words and no object, so no template language is used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from edm.register.models import Case

# Draftail writes a space before }} as a no-break space at times.
_BLANK = r"(?:\s|&nbsp;|\xa0)*"
PLACE = re.compile(r"\{\{" + _BLANK + r"([^{}]*?)" + _BLANK + r"\}\}")
FIRST_OF_MONTH = {"fr": "1er"}


@dataclass(frozen=True)
class Variable:
    """A word between {{ }}: its name (French, since letters are) and what it stands for."""

    name: str
    label: str | Promise
    value: Callable[[Case, Any], str]


def date_in_words(day: date) -> str:
    """22 novembre 2026, 1er août 2026: in the town's language, whoever is at the keyboard."""
    with override(settings.LANGUAGE_CODE):
        number = FIRST_OF_MONTH.get(settings.LANGUAGE_CODE, "1") if day.day == 1 else str(day.day)
        return f"{number} {MONTHS[day.month]} {day.year}"


def local_day(case: Case, at: datetime) -> date:
    """The day of a moment in the town's time zone."""
    return at.astimezone(ZoneInfo(case.town.time_zone)).date()


def received_in_words(case: Case) -> str:
    """The day the case was received, in full."""
    return date_in_words(local_day(case, case.received_at))


VARIABLES = (
    Variable("numero", _("Number of the case"), lambda case, _actor: case.number),
    Variable("objet", _("Subject of the case"), lambda case, _actor: case.subject),
    Variable("demarche", _("Kind of case"), lambda case, _actor: case.kind.name),
    Variable("date", _("Today, in full"), lambda case, _actor: date_in_words(local_day(case, timezone.now()))),
    Variable("recu_le", _("Day of reception, in full"), lambda case, _actor: received_in_words(case)),
    Variable("nom", _("Name of the person who wrote"), lambda case, _actor: case.correspondent.name),
    Variable("adresse", _("Postal address of that person"), lambda case, _actor: case.correspondent.address),
    Variable("courriel", _("E-mail address of that person"), lambda case, _actor: case.correspondent.email),
    Variable("agent", _("Your first name and name"), lambda case, actor: str(actor or case.assignee or "")),
    Variable("service", _("Unit"), lambda case, _actor: case.unit.name),
    Variable("telephone", _("Phone of the unit"), lambda case, _actor: case.unit.phone or case.town.phone),
    Variable("courriel_service", _("E-mail of the unit"), lambda case, _actor: case.unit.email or case.town.email),
    Variable("commune", _("Name of the town"), lambda case, _actor: case.town.name),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}


def variables_unknown(text: str) -> list[str]:
    """The names between {{ }} that stand for nothing."""
    return sorted({name for name in PLACE.findall(text) if _key(name) not in BY_NAME})


def variables_fill(text: str, *, case: Case, actor: Any = None, html: bool) -> str:
    """`text` with each known variable replaced, once: a value is never read for variables again.

    In HTML, values are escaped and their line ends kept. An unknown name stays as it was written.
    """

    def fill(place: re.Match[str]) -> str:
        variable = BY_NAME.get(_key(place[1]))
        if variable is None:
            return place[0]
        value = variable.value(case, actor)
        return "<br/>".join(map(escape, value.splitlines())) if html else " ".join(value.split())

    return PLACE.sub(fill, text)


def _key(name: str) -> str:
    """The name without its accents: {{ numéro }} and {{ Reçu le }} are understood."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain.strip()).lower()
