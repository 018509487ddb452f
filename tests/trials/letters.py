"""Letters made for the trial, as paper comes: a text PDF, and scans in every form, turned, noisy, on several sheets."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "letters"
CLOSING = (
    "Je reste à votre disposition pour une visite sur place ou un entretien téléphonique, et vous prie de croire,"
    " Madame la Maire, à l’assurance de ma considération distinguée."
)


@dataclass(frozen=True)
class Letter:
    """A file to drop and the words by which its reader will look for it."""

    name: str
    data: bytes
    must_find: list[str]


# name, form, must_find, paragraphs: a new sheet where one is empty
TEXTS: tuple[tuple[str, str, list[str], tuple[str, ...]], ...] = (
    (
        "ruches", "text", ["apiculteur", "ruches", "frelon asiatique", "Prigent", "piège"],
        ("Yann Prigent, apiculteur", "Objet : frelon asiatique au verger communal",
         "J’élève douze ruches derrière le verger. Un nid de frelon asiatique pend au grand peuplier, à neuf mètres.",
         "La commune peut-elle faire poser un piège avant le printemps et prévenir les riverains ?"),
    ),
    (
        "kermesse", "tiff-g4", ["kermesse", "sonorisation", "barnum", "Delaunay", "buvette"],
        ("Amicale laïque, Sophie Delaunay", "Objet : kermesse de l’école, le samedi 26 juin 2027",
         "Nous sollicitons le prêt de deux tentes de type barnum, de quarante bancs et de la sonorisation.",
         "Une buvette de première catégorie sera ouverte de 11 heures à 19 heures."),
    ),
    (
        "columbarium", "png", ["columbarium", "concession", "trentenaire", "Quéméneur", "cinéraire"],
        ("Odile Quéméneur", "Objet : case au columbarium",
         "Mon époux souhaitait que son urne repose au columbarium. Je demande une concession trentenaire.",
         "Pouvez-vous m’indiquer le tarif d’une case et les dimensions de l’urne cinéraire admise ?"),
    ),
    (
        "inondation", "jpg-noise", ["inondation", "catastrophe naturelle", "sous-sol", "Bouvier", "chaudière"],
        ("Gérard Bouvier", "Objet : inondation du 3 novembre",
         "La rivière a noyé notre sous-sol sous soixante centimètres d’eau ; la chaudière est hors d’usage.",
         "Mon assureur demande si la commune sollicite la reconnaissance de l’état de catastrophe naturelle."),
    ),
    (
        "subvention", "tiff-pages", ["subvention", "gymnastique", "trésorière", "Abgrall", "licenciées"],
        ("Club de gymnastique, Nathalie Abgrall, trésorière", "Objet : subvention pour l’année 2027",
         "Le club compte cent quarante licenciées. Nous sollicitons une subvention de 2 300 euros.",
         "", "Annexe : budget prévisionnel. Recettes, cotisations 9 800 euros ; dépenses, justaucorps et tapis."),
    ),
    (
        "bornage", "pdf-scan", ["bornage", "géomètre", "mitoyenneté", "Rozec", "parcelle"],
        ("Cabinet Rozec, géomètre-expert", "Objet : bornage contradictoire",
         "Nous procéderons au bornage de la parcelle cadastrée AC 118, riveraine du chemin rural.",
         "La mitoyenneté du mur sera constatée sur place ; la commune est convoquée en qualité de voisine."),
    ),
    (
        "dense", "upside-down", ["assainissement", "règlement", "canalisation", "Lemoigne", "diagnostic"],
        ("Étude de maître Lemoigne, notaire", "Objet : vente, raccordement au réseau d’assainissement",
         *(("Le règlement du service prévoit un diagnostic de la canalisation avant toute vente. Le vendeur déclare que"
           " l’immeuble est raccordé depuis l’année de sa construction, sans pouvoir en produire le certificat ; "
           "l’acquéreur demande que le service en atteste par écrit avant la signature de l’acte authentique."),) * 10),
    ),
    (
        "potager", "sideways", ["potager", "composteur", "récupérateur", "Marchand", "jardins familiaux"],
        ("Lucie Marchand", "Objet : un potager aux jardins familiaux",
         "Nous habitons un appartement sans terrain et aimerions cultiver un potager aux jardins familiaux.",
         "Un composteur et un récupérateur d’eau de pluie sont-ils fournis avec la parcelle ?"),
    ),
)  # fmt: skip


def letters_made() -> Iterator[Letter]:
    """One of each form."""
    for name, form, words, paragraphs in TEXTS:
        pdf = printed(paragraphs)
        ending, data = (
            ("pdf", pdf) if form == "text" else scanned(sheets(pdf, 200 if form == "jpg-noise" else 300), form)
        )
        yield Letter(f"{name}.{ending}", data, words)


def letters_given(folder: Path) -> Iterator[Letter]:
    """Letters that somebody else made, each beside a .json that names its file and what must be found."""
    for path in sorted(folder.glob("*.json")):
        about = json.loads(path.read_text())
        yield Letter(about["file"], (folder / about["file"]).read_bytes(), about["must_find"])


def printed(paragraphs: tuple[str, ...]) -> bytes:
    from weasyprint import HTML

    body = "".join(f"<p>{text}</p>" if text else '<p class="s"></p>' for text in (*paragraphs, CLOSING))
    sheet = "@page{size:A4;margin:25mm} body{font:11.5pt/1.5 'DejaVu Serif',serif} .s{break-after:page}"
    return HTML(string=f"<html lang=fr><title>Lettre</title><style>{sheet}</style>{body}").write_pdf()


def sheets(pdf: bytes, dpi: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L").rotate(0.4, fillcolor=255) for page in document]


def scanned(pages: list[Image.Image], form: str) -> tuple[str, bytes]:
    """The ending of the name, and the bytes, of these sheets in this form."""
    if form == "tiff-g4":
        return "tif", saved([page.convert("1") for page in pages], "TIFF", compression="group4", dpi=(300, 300))
    if form == "tiff-pages":
        return "tiff", saved(pages, "TIFF", compression="tiff_lzw", dpi=(300, 300))
    if form == "pdf-scan":
        return "pdf", saved(pages, "PDF", resolution=300)
    if form == "jpg-noise":
        return "jpg", saved([noisy(pages[0])], "JPEG", quality=70, dpi=(200, 200))
    if form == "upside-down":
        return "png", saved([pages[0].transpose(Image.Transpose.ROTATE_180)], "PNG", dpi=(300, 300))
    if form == "sideways":
        return "jpg", saved([pages[0].transpose(Image.Transpose.ROTATE_90)], "JPEG", quality=85, dpi=(300, 300))
    return "png", saved([pages[0]], "PNG", dpi=(300, 300))


def noisy(page: Image.Image) -> Image.Image:
    """Grey paper, specks, a lens a little out of focus; the same each time."""
    grain = random.Random(7).randbytes(page.width * page.height // 4)
    specks = Image.frombytes("L", (page.width // 2, page.height // 2), grain[: (page.width // 2) * (page.height // 2)])
    specks = specks.resize(page.size).point(lambda level: level // 6)
    return ImageChops.subtract(page.filter(ImageFilter.GaussianBlur(0.6)), specks)


def saved(pages: list[Image.Image], kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if kind in {"TIFF", "PDF"} else {}
    pages[0].save(target, kind, **more, **options)
    return target.getvalue()
