"""Small sheets in the shape of the co-marquage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def sheet(code: str, body: str = "", *, title: str = "Une fiche", kind: str = "Fiche d'information") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Publication {DC} ID="{code}" type="{kind}" '
        f'spUrl="https://www.service-public.fr/particuliers/vosdroits/{code}"><dc:title>{title}</dc:title>'
        f"<dc:description>Ce qu'il faut savoir.</dc:description><dc:date>modified 2026-03-04</dc:date>"
        f'<Audience>Particuliers</Audience><FilDAriane><Niveau ID="N1">Papiers</Niveau>'
        f'<Niveau ID="{code}">{title}</Niveau></FilDAriane>{body}</Publication>'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    """A folder that a test fills: `folder(F1="…", F2="…")` writes the files and gives the folder."""
    place = tmp_path / "fiches"
    place.mkdir()

    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (place / f"{name}.xml").write_bytes(data)
        return place

    return write
