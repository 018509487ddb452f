"""Where to apply, and with which form: what leads out of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from django.utils.html import escape

from cms.guides.rendering.blocks import host, link, noted, paragraph, weight
from cms.guides.rendering.inline import safe_url

if TYPE_CHECKING:
    from cms.guides.rendering.sheet import Sheet

TOWN_PLACE = "<!--town-->"  # replaced by the town hall's own address and hours as the page is served
STATE_DIRECTORY = "lannuaire.service-public"
MORE = ("Introduction", "Texte", "NoticeLiee", "ServiceEnLigneAnnexe", "LienWeb")


def where(sheet: Sheet, element: Element, level: int) -> str:
    """Where to apply. The town hall's is the town's own; elsewhere the State's directory finds it."""
    title = sheet.words.title(element) or "Où s'adresser ?"
    words = "".join(sheet.block(child, level) for child in element if child.tag == "Texte")
    ours = any((pivot.text or "").strip() == "mairie" for pivot in element.findall("PivotLocal"))
    addresses = [safe_url(web.get("URL", "")) for web in element.findall("RessourceWeb")]
    links = "".join(
        f'<p><a href="{escape(url)}" rel="external">Trouver l\'adresse sur {escape(host(url))}</a></p>'
        for url in addresses
        if url and not (ours and STATE_DIRECTORY in url)
    )
    head = noted(f"<b>{title}</b>", sheet.words.line(element.find("Complement")))
    return f'<div class="carte ou"><p>{head}</p>{words}{TOWN_PLACE if ours else ""}{links}</div>'


def service(sheet: Sheet, element: Element, level: int) -> str:
    """A form or an online service, wherever it is named."""
    cerfa = element.get("numerocerfa", "")
    facts = (
        escape(element.get("type", "")),
        f"Cerfa {escape(cerfa)}" if cerfa else "",
        weight(element),
        sheet.words.line(element.find("Source")),
    )
    more = "".join(sheet.block(child, level) for child in element if child.tag in MORE)
    ours = TOWN_PLACE if element.find("PivotLocal") is not None else ""
    head = noted(link(sheet.words.plain(element), element), *facts)
    return f'<div class="carte service"><p>{head}</p>{more}{ours}</div>'


def file(sheet: Sheet, element: Element, level: int) -> str:
    """A document elsewhere: a form's file, its explanatory notice."""
    own = sheet.words.line(element).strip() if element.tag == "NoticeLiee" else ""
    words = own or "Accéder au document ou au service"
    return paragraph(noted(link(words, element), weight(element), sheet.words.line(element.find("Source"))))
