"""A file of the co-marquage: what it is and where it stands; its text is `rendering`'s."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cms.guides.models import Guide

DC = "{http://purl.org/dc/elements/1.1/}"
CODE = re.compile(r"[FNR]\d{1,7}")
ROOTS = ("Publication", "ServiceComplementaire")
AUDIENCES = {
    "Particuliers": Guide.Audience.PART,
    "Associations": Guide.Audience.ASSO,
    "Professionnels": Guide.Audience.PRO,
}
FOLDERS = ("Dossier", "Sous-dossier", "Sous-thème")
LONGEST_TITLE = 300


class GuideUnreadable(Exception):
    """A file that is no sheet; the message says why, for the report."""


@dataclass(frozen=True)
class Parsed:
    code: str
    kind: str
    audience: str
    title: str
    description: str
    trail: list[tuple[str, str]]  # code and title, from the top to the parent
    theme: str
    updated_on: date | None
    source_url: str
    root: Element


def parse(data: bytes) -> Parsed:
    """The facts of a file. Raises GuideUnreadable: no XML, entities of its own, not of the co-marquage."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise GuideUnreadable(f"not readable as XML ({error or type(error).__name__})") from error
    code = root.get("ID", "")
    if root.tag not in ROOTS:
        raise GuideUnreadable(f"its root is {root.tag}")
    if not CODE.fullmatch(code):
        raise GuideUnreadable(f"its ID is “{code[:20]}”")
    title = _line(root.findtext(f"{DC}title"))
    if not title:
        raise GuideUnreadable("no title")
    theme = root.find("Theme")
    return Parsed(
        code=code,
        kind=_kind(root),
        audience=AUDIENCES.get(_line(root.findtext("Audience")), Guide.Audience.PART),
        title=title[:LONGEST_TITLE],
        description=_line(root.findtext(f"{DC}description")),
        trail=_trail(root, code),
        theme=theme.get("ID", "") if theme is not None else (code if root.get("type") == "Theme" else ""),
        updated_on=_day(root.findtext(f"{DC}date") or ""),
        source_url=root.get("spUrl", "") if root.get("spUrl", "").startswith("https://") else "",
        root=root,
    )


def _kind(root: Element) -> str:
    if root.tag == "ServiceComplementaire":
        return Guide.Kind.RESOURCE
    name = root.get("type", "")
    if name == "Theme":
        return Guide.Kind.THEME
    return Guide.Kind.FOLDER if name in FOLDERS else Guide.Kind.SHEET


def _trail(root: Element, code: str) -> list[tuple[str, str]]:
    levels = [(level.get("ID", ""), _line(level.text)) for level in root.findall("FilDAriane/Niveau")]
    return [(known, title) for known, title in levels if title and CODE.fullmatch(known) and known != code]


def _day(text: str) -> date | None:
    found = re.search(r"\d{4}-\d{2}-\d{2}", text)
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
