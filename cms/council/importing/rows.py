"""A CSV as towns have them: comma or semicolon, UTF-8 or the old Windows encoding, columns by any usual name."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

# Ours ← as SCDL 2.1.5 and spreadsheets of town halls call it (folded: no accent, no sign, lower case).
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("delibid", "numero", "numerodelaciteration", "numerodeladeliberation", "num", "reference", "numeroacte"),
    "date": ("delibdate", "date", "dateseance", "datedeladeliberation", "dateacte"),
    "title": ("delibobjet", "objet", "titre", "intitule"),
    "matter_code": ("delibmatierecode", "matiere", "codematiere", "matierecode"),
    "nature": ("nature", "typeacte", "type"),
    "file": ("fichier", "pdf", "nomfichier", "document"),
    "source_url": ("deliburl", "url", "lien"),
    "siret": ("collsiret", "siret"),
    "budget_year": ("budgetannee",),
    "budget_name": ("budgetnom",),
    "prefecture_id": ("prefid",),
    "prefecture_date": ("prefdate", "datedepot", "dateprefecture"),
    "members_count": ("voteeffectif", "effectif"),
    "voters_count": ("votereel", "votants"),
    "votes_for": ("votepour", "pour"),
    "votes_against": ("votecontre", "contre"),
    "abstentions": ("voteabstention", "abstention", "abstentions"),
    "result": ("resultat", "decision", "sort"),
    "rapporteur": ("rapporteur",),
    "author": ("auteur", "signataire"),
    "text": ("texte",),
    "published_on": ("datepublication", "publiele", "mise en ligne", "datemiseenligne"),
    "starts_on": ("debut", "datedebut", "applicabledu"),
    "ends_on": ("fin", "datefin", "applicableau"),
    "streets": ("voies", "rues", "lieux"),
}
REQUIRED = ("number", "date", "title")
MAX_BYTES = 50 * 1024 * 1024


class CsvUnreadable(Exception):
    """The file as a whole is not a list of acts; the message says why, for the person who imports."""


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(sign for sign in plain.lower() if sign.isalnum())


_KNOWN = {folded(alias): ours for ours, aliases in COLUMNS.items() for alias in aliases}


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
        columns = [_KNOWN.get(folded(name), "") for name in next(reader, [])]
        missing = [name for name in REQUIRED if name not in columns]
        if missing:
            wanted = ", ".join(COLUMNS[name][0] for name in missing)
            raise CsvUnreadable(f"no column {wanted}; found: {heading.strip()[:200]}")
        for values in reader:
            row = {name: value.strip() for name, value in zip(columns, values, strict=False) if name}
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
