"""The pictures and papers of the demonstration site, drawn and written here: nothing comes from elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.core.files.base import ContentFile
from PIL import Image as Picture
from PIL import ImageDraw
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

SIZE = (1200, 675)
SKY, SUN, HILL, GRASS, WALL, STONE, ROOF, BRICK, WATER, TREE = (
    "#fff4d1", "#ffc629", "#cfe3cf", "#a9cfb6", "#fffdf7", "#f3e3c2", "#3f525b", "#c8623d", "#0b4f4a", "#2f7d5d",
)  # fmt: skip
Pen = ImageDraw.ImageDraw


def image_for(name: str, collection: Collection | None) -> Image:
    """The picture of this name, drawn the first time."""
    title, description, draw = PICTURES[name]
    found = Image.objects.filter(title=title, collection=collection).first()
    if found:
        return found
    picture = Picture.new("RGB", SIZE, SKY)
    draw(ImageDraw.Draw(picture))
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return Image.objects.create(
        title=title,
        description=description,
        collection=collection,
        file=ContentFile(data.getvalue(), name=f"{name}.png"),
        width=SIZE[0],
        height=SIZE[1],
    )


def document_for(name: str, collection: Collection | None) -> Document:
    """The document of this name, written the first time."""
    title, lines = DOCUMENTS[name]
    found = Document.objects.filter(title=title, collection=collection).first()
    if found:
        return found
    return Document.objects.create(
        title=title, collection=collection, file=ContentFile(_pdf(title, lines), name=f"{name}.pdf")
    )


def _landscape(pen: Pen) -> None:
    pen.ellipse((860, 70, 1020, 230), fill=SUN)
    pen.ellipse((-200, 360, 900, 900), fill=HILL)
    pen.ellipse((400, 400, 1500, 1000), fill=GRASS)


def _windows(pen: Pen, xs: range, top: int, *, width: int = 50, height: int = 74) -> None:
    for x in xs:
        pen.rectangle((x, top, x + width, top + height), fill=ROOF)


def _tree(pen: Pen, x: int, y: int, size: int) -> None:
    pen.rectangle((x - 6, y, x + 6, y + size * 2), fill=ROOF)
    pen.ellipse((x - size, y - size, x + size, y + size), fill=TREE)


def _bridge(pen: Pen) -> None:
    _landscape(pen)
    pen.polygon([(60, 330), (600, 240), (1140, 330), (1140, 560), (60, 560)], fill=STONE)
    pen.polygon([(40, 316), (600, 220), (1160, 316), (1160, 340), (600, 246), (40, 340)], fill=ROOF)
    for x in (170, 480, 790):
        pen.pieslice((x, 380, x + 240, 660), 180, 360, fill=WATER)
    pen.rectangle((0, 520, 1200, 675), fill=WATER)


def _school(pen: Pen) -> None:
    _landscape(pen)
    pen.rectangle((220, 300, 980, 560), fill=WALL)
    pen.polygon([(190, 300), (290, 200), (910, 200), (1010, 300)], fill=BRICK)
    pen.rectangle((520, 250, 680, 560), fill=STONE)
    pen.polygon([(490, 260), (600, 150), (710, 260)], fill=ROOF)
    pen.pieslice((555, 420, 645, 540), 180, 360, fill=ROOF)
    pen.rectangle((555, 480, 645, 560), fill=ROOF)
    _windows(pen, range(260, 480, 80), 370)
    _windows(pen, range(720, 940, 80), 370)
    _tree(pen, 110, 430, 70)
    _tree(pen, 1090, 440, 60)


def _canteen(pen: Pen) -> None:
    pen.rectangle((0, 470, 1200, 675), fill=STONE)
    for x in (220, 600, 980):
        pen.ellipse((x - 170, 240, x + 170, 580), fill=WALL)
        pen.ellipse((x - 115, 295, x + 115, 525), fill=HILL)
        pen.ellipse((x - 60, 340, x + 20, 460), fill=TREE)
        pen.ellipse((x + 20, 400, x + 80, 460), fill=BRICK)
        pen.ellipse((x - 10, 440, x + 40, 490), fill=SUN)


def _hall(pen: Pen) -> None:
    _landscape(pen)
    pen.rectangle((180, 330, 1020, 570), fill=WALL)
    pen.polygon([(140, 330), (240, 220), (960, 220), (1060, 330)], fill=ROOF)
    for x in range(240, 960, 190):
        pen.pieslice((x, 380, x + 120, 540), 180, 360, fill=WATER)
        pen.rectangle((x, 460, x + 120, 570), fill=WATER)
    for number, x in enumerate(range(60, 1160, 110)):
        pen.polygon([(x, 90), (x + 60, 90), (x + 30, 150)], fill=(BRICK, SUN, TREE)[number % 3])
    pen.line((30, 90, 1170, 90), fill=ROOF, width=4)


PICTURES: dict[str, tuple[str, str, Callable[[Pen], None]]] = {
    "pont": ("Le vieux pont", "Le vieux pont de pierre et ses trois arches, dessin", _bridge),
    "ecole": ("L’école", "La façade de l’école, entre deux arbres, dessin", _school),
    "cantine": ("Le repas", "Trois assiettes de légumes sur une table, dessin", _canteen),
    "salle": ("La salle des fêtes", "La salle des fêtes sous une guirlande de fanions, dessin", _hall),
}

DOCUMENTS = {
    "menus": (
        "Menus de décembre 2026",
        [
            "Cantine de Saint-Exemple-sur-Vilaine : menus de décembre 2026",
            "Mardi 1er : soupe de potiron, gratin de pâtes, pomme",
            "Jeudi 3 : carottes, poisson, riz, yaourt",
            "Vendredi 4 : lentilles, omelette, salade de fruits (repas végétarien)",
            "Jeudi 17 : repas de Noël",
        ],
    ),
    "plu": (
        "Plan local d’urbanisme : règlement, extrait",
        [
            "Saint-Exemple-sur-Vilaine : plan local d'urbanisme, extrait du règlement",
            "Zone U : les constructions ne dépassent pas neuf mètres au faîtage.",
            "Zone N : les abris de moins de vingt mètres carrés sont admis.",
        ],
    ),
}


def _pdf(title: str, lines: list[str]) -> bytes:
    """A page of plain lines: the smallest PDF that every reader opens, its text being text."""
    escaped = (line.replace("(", r"\(").replace(")", r"\)") for line in lines)
    shown = "".join(f"({line}) Tj T* " for line in escaped)
    content = f"BT /F1 13 Tf 20 TL 60 780 Td {shown}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title <%s> >>" % title.encode("utf-16").hex().encode(),
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
