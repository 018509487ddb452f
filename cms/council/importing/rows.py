"""A CSV as towns have them: comma or semicolon, UTF-8 or the old Windows encoding, columns by any usual name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

# Ours ← as spreadsheets of town halls and SCDL 2.1.5 call it; compared as `folded` does. Of several columns of a file
# that say the same, the one whose name comes first here is read.
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": (
        "numéro", "DELIB_ID", "numéro de délibération", "numéro de l'acte", "numéro d'arrêté", "numéro de décision",
        "numéro delib", "num", "référence", "réf", "id", "number",
    ),
    "date": (
        "date", "DELIB_DATE", "date de séance", "date du conseil", "date de délibération", "date de l'acte",
        "date d'arrêté", "date de décision", "date du vote",
    ),
    "title": (
        "objet", "DELIB_OBJET", "objet de la délibération", "objet de l'acte", "intitulé", "titre", "libellé", "sujet",
        "subject", "title",
    ),
    "matter_code": ("matière", "DELIB_MATIERE_CODE", "code matière", "matière code", "matter"),
    "nature": ("nature", "nature de l'acte", "type d'acte", "type"),
    "file": ("fichier", "nom du fichier", "fichier pdf", "nom du pdf", "pdf", "pièce jointe", "document", "file"),
    "source_url": ("DELIB_URL", "url", "lien", "adresse"),
    "siret": ("COLL_SIRET", "siret"),
    "budget_year": ("BUDGET_ANNEE",),
    "budget_name": ("BUDGET_NOM",),
    "prefecture_id": ("PREF_ID",),
    "prefecture_date": ("PREF_DATE", "date de dépôt", "date préfecture", "transmis le"),
    "members_count": ("effectif", "VOTE_EFFECTIF", "membres en exercice"),
    "voters_count": ("votants", "VOTE_REEL", "nombre de votants"),
    "votes_for": ("pour", "VOTE_POUR", "votes pour", "voix pour", "nombre de voix pour"),
    "votes_against": ("contre", "VOTE_CONTRE", "votes contre", "voix contre", "nombre de voix contre"),
    "abstentions": ("abstention", "VOTE_ABSTENTION", "abstentions", "nombre d'abstentions"),
    "result": ("résultat", "résultat du vote", "sort", "décision", "result"),
    "rapporteur": ("rapporteur",),
    "author": ("auteur", "signataire", "author"),
    "text": ("texte", "text"),
    "published_on": ("date publication", "publié le", "mise en ligne", "date de mise en ligne"),
    "starts_on": ("début", "date de début", "applicable du"),
    "ends_on": ("fin", "date de fin", "applicable au"),
    "streets": ("voies", "rues", "lieux"),
}  # fmt: skip
# Words that a name may have or not: "date de la séance", "date séance".
LINKING = {"a", "au", "d", "de", "des", "du", "en", "l", "la", "le", "les", "n"}
REQUIRED = ("number", "date", "title")
MAX_BYTES = 50 * 1024 * 1024


class CsvUnreadable(Exception):
    """The file as a whole is not a list of acts; the message says why, for the person who imports."""


def folded(text: str) -> str:
    """The words alone: "Date de la séance" → "dateseance", "N° d'arrêté" → "numeroarrete"."""
    told = re.sub(r"\bn\s?[°º]", "numero ", text.lower())
    plain = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode()
    return "".join(word for word in re.findall(r"[a-z0-9]+", plain) if word not in LINKING)


_KNOWN = {folded(alias): (ours, rank) for ours, names in COLUMNS.items() for rank, alias in enumerate(names)}


def _columns(heading: list[str]) -> dict[int, str]:
    """Our names by the place of the column; what has none is not read."""
    chosen: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(heading):
        ours, rank = _KNOWN.get(folded(name), ("", 0))
        if ours:
            chosen[ours] = min((rank, place), chosen.get(ours, (rank, place)))
    return {place: ours for ours, (_rank, place) in chosen.items()}


def read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that is not empty: its number in the file (the heading is 1) and its values by our names.

    Raises CsvUnreadable for a file too heavy, without the columns that are needed, or that is no CSV.
    """
    if path.stat().st_size > MAX_BYTES:
        raise CsvUnreadable(f"more than {MAX_BYTES // 1024**2} MB")
    text = _text(path.read_bytes())
    heading = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(heading), strict=True)
    try:
        columns = _columns(next(reader, []))
        missing = [name for name in REQUIRED if name not in columns.values()]
        if missing:
            wanted = ", ".join(COLUMNS[name][0] for name in missing)
            raise CsvUnreadable(f"no column {wanted}; found: {heading.strip()[:200]}")
        for values in reader:
            row = {columns[place]: value.strip() for place, value in enumerate(values) if place in columns}
            if any(row.values()):
                yield reader.line_num, row
    except csv.Error as error:
        raise CsvUnreadable(f"line {reader.line_num}: {error}") from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what a French spreadsheet writes


def _delimiter(heading: str) -> str:
    return max(";,\t", key=heading.count)
