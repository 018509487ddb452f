"""What goes with a sheet, gathered below it under one heading each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from django.utils.html import escape

from cms.guides.rendering.blocks import link, noted, weight
from cms.guides.rendering.places import service

if TYPE_CHECKING:
    from cms.guides.rendering.sheet import Sheet

GLOSSARY, SERVICES = "Les mots de cette fiche", "Démarches en ligne et formulaires"
LEVEL = 3  # of what stands under these headings
HEADINGS = {
    "ServiceEnLigne": SERVICES,
    "ServiceEnLigneAlternatif": "Autres démarches en ligne",
    "QuestionReponse": "Questions et réponses",
    "CommentFaireSi": "Comment faire si…",
    "OuSAdresserSupport": "Besoin d'aide ?",
    "VoirAussi": "Voir aussi",
    "FicheLiee": "Fiches sur ce sujet",
    "PourEnSavoirPlus": "Pour en savoir plus",
    "Reference": "Textes de référence",
    "Definition": GLOSSARY,
    "Abreviation": GLOSSARY,
}


def shelves(sheet: Sheet, root: Element) -> str:
    """All of them, in the order of HEADINGS."""
    held: dict[str, list[Element]] = {title: [] for title in HEADINGS.values()}
    for child in root:
        if child.tag in HEADINGS:
            held[HEADINGS[child.tag]].append(child)
    return "".join(_shelf(sheet, title, elements) for title, elements in held.items() if elements)


def _shelf(sheet: Sheet, title: str, elements: list[Element]) -> str:
    if title == GLOSSARY:
        inside = f'<dl class="mots">{"".join(_definition(sheet, element) for element in elements)}</dl>'
    elif title == SERVICES:
        inside = "".join(service(sheet, element, LEVEL) for element in elements)
    else:
        rows = [row for element in elements for row in _rows(sheet, element) if row]
        if not rows:
            return ""
        inside = f'<ul class="liens">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'
    return f'<section class="m6"><h2>{title}</h2>{inside}</section>'


def _rows(sheet: Sheet, element: Element) -> list[str]:
    words = sheet.words
    if element.tag == "VoirAussi":
        return [sheet.entry(child) for child in element]
    if element.tag in ("Reference", "PourEnSavoirPlus"):
        facts = (words.line(element.find("Complement")), words.line(element.find("Source")), weight(element))
        return [noted(link(words.plain(element), element), *facts)]
    if element.tag == "OuSAdresserSupport":
        return [f"<b>{words.title(element)}</b>{sheet.inside(element, LEVEL)}"]
    return [sheet.entry(element)]


def _definition(sheet: Sheet, element: Element) -> str:
    code = escape(element.get("ID", ""))
    inside = "".join(sheet.block(child, LEVEL) for child in element if child.tag != "Reference")
    references = "".join(f"<p>{row}</p>" for child in element.findall("Reference") for row in _rows(sheet, child))
    anchor = f' id="{code}"' if code else ""
    return f"<dt{anchor}>{sheet.words.title(element)}</dt><dd>{inside}{references}</dd>"
