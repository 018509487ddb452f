"""A whole sheet: its blocks one after the other, then what goes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from itertools import count
from xml.etree.ElementTree import Element

from django.utils.html import escape, strip_tags

from cms.guides.rendering.blocks import heading, lone, paragraph
from cms.guides.rendering.inline import LINKS, MARKS, Words
from cms.guides.rendering.places import file, service, where
from cms.guides.rendering.shelf import HEADINGS, shelves

VERSION = 1  # raise it when the HTML of the same XML changes
PRINCIPAL = 2  # the heading of a chapter: h1 is the title of the page

# Read elsewhere (parse.py: title, date, trail), or about the file itself: nothing to show.
SILENT = frozenset(
    {
        "SurTitre",
        "Audience",
        "Canal",
        "FilDAriane",
        "Theme",
        "SousThemePere",
        "SousDossierPere",
        "Titre",
        "Condition",
        "Colonne",
        "SiSelectionne",
        "affecteVrai",
        "estVrai",
        "estFaux",
        "estIndefini",
        "ou",
        "et",
        "non",
        "NumeroCerfa",
        "AutreNumero",
        "Cible",
        "Partenaire",
        "DossierPere",
        "ThemePere",
        "RechercheGuidee",
        "Source",
        "Complement",
        "PivotLocal",
        "RessourceWeb",
    }
)
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
NOTICES = {"ASavoir": "", "ANoter": "", "Rappel": "", "Attention": " att", "Avertissement": " att"}


@dataclass(frozen=True)
class Rendered:
    html: str
    text: str
    unknown: Counter[str]


def render(root: Element) -> Rendered:
    """The HTML of a sheet (with `guide:CODE` links and TOWN_PLACE to fill), its words, and what was not known."""
    sheet = Sheet(root)
    html = sheet.whole()
    return Rendered(html, " ".join(unescape(strip_tags(html.replace("<", " <"))).split()), sheet.words.unknown)


class Sheet:
    def __init__(self, root: Element) -> None:
        self.root = root
        defined = {code for name in ("Definition", "Abreviation") for e in root.iter(name) if (code := e.get("ID"))}
        self.words = Words(frozenset(defined))
        self.numbers = count(1)

    def whole(self) -> str:
        body = [self.block(child, PRINCIPAL) for child in self.root if child.tag not in HEADINGS]
        return "".join(body) + shelves(self, self.root)

    # Blocks.

    def block(self, element: Element, level: int) -> str:
        """One element with its own; its level is that of the headings it would begin."""
        tag = element.tag
        if tag in SILENT or tag.startswith(DUBLIN_CORE):
            return ""
        rule = BLOCKS.get(tag)
        if rule is not None:
            return rule(self, element, level)
        if tag in MARKS or tag in LINKS:  # words without a paragraph of their own
            whole = Element("Paragraphe")
            whole.append(element)
            return paragraph(self.words.line(whole))
        self.words.unknown[tag] += 1
        return paragraph(escape(text_of(element)))

    def inside(self, element: Element, level: int) -> str:
        """All that an element holds. Bare words beside its children are kept as a paragraph."""
        parts = [paragraph(escape(element.text or ""))]
        for child in element:
            parts += [self.block(child, level), paragraph(escape(child.tail or ""))]
        return "".join(parts)

    def line(self, element: Element, level: int) -> str:
        return paragraph(self.words.line(element))

    def headed(self, element: Element, level: int) -> str:
        """A chapter: its heading, then what it holds one level deeper."""
        title = self.words.title(element)
        inside = self.inside(element, level + 1 if title else level)
        return f"{heading(title, level)}{inside}" if inside else ""

    def items(self, element: Element, level: int) -> str:
        name = "ol" if element.get("type") in ("numero", "numerique") else "ul"
        rows = [self.block(item, level) for item in element]
        listed = "".join(f"<li>{lone(row)}</li>" for row in rows if row)
        return f"<{name}>{listed}</{name}>" if listed else ""

    def cases(self, element: Element, level: int) -> str:
        """Cases to choose from: each unfolds, without a script."""
        shown = []
        for case in element:
            if case.tag != "Cas":
                shown.append(self.block(case, level))
            elif inside := self.inside(case, level):
                title = self.words.plain(case) or "Autre cas"
                shown.append(f'<details class="depliant"><summary>{title}</summary><div>{inside}</div></details>')
        return f'<div class="depliants">{"".join(shown)}</div>' if shown else ""

    def situations(self, element: Element, level: int) -> str:
        """The tabs of the State's site: a list of addresses, and one section each."""
        sections, entries = [], []
        for situation in element:
            if situation.tag != "Situation":
                sections.append(self.block(situation, level))
                continue
            number, title = next(self.numbers), self.words.plain(situation)
            inside = self.inside(situation, level + 1)
            entries.append(f'<li><a href="#situation-{number}">{title}</a></li>')
            sections.append(f'<section id="situation-{number}">{heading(title, level)}{inside}</section>')
        menu = f'<nav class="situations" aria-label="Votre situation"><ul>{"".join(entries)}</ul></nav>'
        return (menu if len(entries) > 1 else "") + "".join(sections)

    def notice(self, element: Element, level: int) -> str:
        """À savoir, attention…: the first words in bold, then the rest."""
        tone, title = NOTICES[element.tag], self.words.title(element)
        lead = f"<p><b>{title.rstrip(' :')}</b></p>" if title else ""
        return f'<div class="enc{tone}"><div>{lead}{self.inside(element, level)}</div></div>'

    def table(self, element: Element, level: int) -> str:
        rows, head, title = [], "", self.words.title(element)
        for row in element.iter("Rangée"):
            cells = [lone(self.inside(cell, level)) for cell in row if cell.tag == "Cellule"]
            if row.get("type") == "header" and not head:
                head = "".join(f'<th scope="col">{cell}</th>' for cell in cells)
            else:
                rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        caption = f"<caption>{title}</caption>" if title else ""
        top = f"<thead><tr>{head}</tr></thead>" if head else ""
        label = self.words.plain(element) or "Tableau"
        return (
            f'<div class="defile" tabindex="0" role="region" aria-label="{label}">'
            f'<table class="t">{caption}{top}<tbody>{"".join(rows)}</tbody></table></div>'
        )

    # Themes, folders, guided searches: what leads to other sheets.

    def group(self, element: Element, level: int) -> str:
        """A part of a theme or of a folder: its name and the sheets in it."""
        return f"{heading(self.words.title(element), level)}{self.entries(list(element))}"

    def one_entry(self, element: Element, level: int) -> str:
        return self.entries([element])

    def entries(self, elements: Iterable[Element]) -> str:
        rows = [self.entry(child) for child in elements if child.tag not in SILENT]
        return f'<ul class="liens">{"".join(f"<li>{row}</li>" for row in rows if row)}</ul>' if any(rows) else ""

    def entry(self, element: Element) -> str:
        """One line that leads to another sheet."""
        code, words = element.get("ID", ""), self.words.plain(element) or escape(text_of(element))
        return f'<a href="guide:{escape(code)}">{words}</a>' if code and words else words

    def problems(self, element: Element, level: int) -> str:
        """A guided search: each of its questions, and where each answer leads."""
        parts = []
        for problem in element.findall("Problematique") or [element]:
            branches = "".join(f"<li>{self.branch(child, level)}</li>" for child in problem.findall("Branche"))
            parts.append(f"{heading(self.words.title(problem), level)}<ul>{branches}</ul>")
        return "".join(parts)

    def branch(self, element: Element, level: int) -> str:
        title, to = self.words.plain(element), element.find("LienInterne")
        if to is not None and (code := to.get("LienPublication")):
            title = f'<a href="guide:{escape(code)}">{title}</a>'
        aid = "".join(self.inside(child, level) for child in element.findall("Aide"))
        deeper = [self.branch(child, level) for child in element.findall("Branche")]
        below = f"<ul>{''.join(f'<li>{one}</li>' for one in deeper)}</ul>" if deeper else ""
        return f"{title}{aid}{below}"


BLOCKS: dict[str, Callable[[Sheet, Element, int], str]] = {
    "Paragraphe": Sheet.line,
    "Introduction": Sheet.inside,
    "Texte": Sheet.inside,
    "FragmentConditionne": Sheet.inside,
    "Item": Sheet.inside,
    "Chapitre": Sheet.headed,
    "SousChapitre": Sheet.headed,
    "Liste": Sheet.items,
    "BlocCas": Sheet.cases,
    "ListeSituations": Sheet.situations,
    "Tableau": Sheet.table,
    "OuSAdresser": where,
    "ServiceEnLigne": service,
    "ServiceEnLigneAnnexe": service,
    "LienWeb": file,
    "NoticeLiee": file,
    "SousTheme": Sheet.group,
    "SousDossier": Sheet.group,
    "Fiche": Sheet.one_entry,
    "Dossier": Sheet.one_entry,
    "Problematiques": Sheet.problems,
    "Problematique": Sheet.problems,
    **dict.fromkeys(NOTICES, Sheet.notice),
}


def text_of(element: Element) -> str:
    """All the words of an element, on one line."""
    return " ".join("".join(element.itertext()).split())
