"""The import: once, again, cut, with bad files, from a folder, a zip, an address."""

from __future__ import annotations

import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.guides import services, sources
from cms.guides.models import Guide, GuideImport
from cms.pages import generation
from tests.cms.guides.conftest import sheet

pytestmark = pytest.mark.django_db
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Publication ID="F9">&a;</Publication>'


def imported(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("guides_import", str(path), *options, stdout=out, verbosity=0)
    return out.getvalue()


def test_again_changes_nothing_and_a_new_text_is_taken(folder: Any) -> None:
    path = folder(F1=sheet("F1"), N1=sheet("N1", kind="Theme", title="Papiers"), R1=sheet("R1", kind="Formulaire"))
    before = generation.current()
    assert "3 imported, 0 unchanged" in imported(path)
    imported_under = generation.current()
    assert imported_under != before
    assert "0 imported, 3 unchanged" in imported(path)
    assert generation.current() == imported_under
    folder(F1=sheet("F1", title="Un autre titre"))
    assert "1 imported, 2 unchanged" in imported(path)
    found = Guide.objects.get(pk="F1")
    assert (found.title, str(found.updated_on), found.trail) == ("Un autre titre", "2026-03-04", [["N1", "Papiers"]])


def test_a_sheet_gone_is_withdrawn_and_comes_back(folder: Any) -> None:
    path = folder(F1=sheet("F1"), F2=sheet("F2"))
    imported(path)
    (path / "F2.xml").unlink()
    assert "0 withdrawn" in imported(path, "--partial")
    assert "1 withdrawn" in imported(path)
    assert list(Guide.objects.live().values_list("pk", flat=True)) == ["F1"]
    folder(F2=sheet("F2"))
    assert "1 imported" in imported(path)
    assert Guide.objects.live().count() == 2


def test_a_bad_file_is_told_and_the_old_text_stays(folder: Any) -> None:
    path = folder(F1=sheet("F1"), F2=sheet("F2"))
    imported(path)
    folder(F2="<Publication", F3=BOMB, F4="<Autre/>", F5=sheet("X5"), F6=b"\xff\xfe\x00", F7=sheet("F7", title=" "))
    report = imported(path)
    assert "6 passed over" in report
    assert "F3.xml passed over" in report
    assert set(Guide.objects.live().values_list("pk", flat=True)) == {"F1", "F2"}
    assert len(GuideImport.objects.first().skipped) == 6


def test_unknown_elements_are_counted_run_after_run(folder: Any) -> None:
    path = folder(F1=sheet("F1", "<Texte><Video>Un film</Video></Texte>"))
    for _time in range(2):
        assert "unknown element Video: 1 times" in imported(path)
    assert "Un film" in Guide.objects.get().html


def test_a_run_that_was_cut_is_begun_again(folder: Any, monkeypatch: Any) -> None:
    path = folder(F1=sheet("F1"), F2=sheet("F2"), F3=sheet("F3"))
    keep = services._keep

    def cut(parsed: Any, sha256: str) -> None:
        if parsed.code == "F2":
            raise KeyboardInterrupt
        keep(parsed, sha256)

    monkeypatch.setattr(services, "_keep", cut)
    with pytest.raises(KeyboardInterrupt):
        imported(path)
    monkeypatch.setattr(services, "_keep", keep)
    assert "2 imported, 1 unchanged" in imported(path)


def test_a_zip_is_read_and_what_it_holds_is_weighed(folder: Any, tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "vosdroits.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/F1.xml", sheet("F1"))
        archive.writestr("../../F2.xml", sheet("F2"))
        archive.writestr("F3.xml", b" " * 2_000_000)
        archive.writestr("arborescence.xml", "<x/>")
    monkeypatch.setattr(sources, "MAX_FILE", 1_000_000)
    assert "2 imported, 0 unchanged, 1 passed over" in imported(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"texte"])
def test_what_is_no_set_changes_nothing(folder: Any, tmp_path: Path, content: bytes) -> None:
    imported(folder(F1=sheet("F1")))
    other = tmp_path / "autre.zip"
    other.write_bytes(content)
    with pytest.raises(CommandError):
        imported(other)
    assert Guide.objects.live().count() == 1
    assert GuideImport.objects.first().state == GuideImport.State.FAILED


def test_another_rendering_is_made_from_the_xml_kept(folder: Any) -> None:
    imported(folder(F1=sheet("F1", "<Texte><Paragraphe>Bonjour</Paragraphe></Texte>")))
    Guide.objects.update(rendering=0, html="vieux")
    assert services.guides_render() == 1
    assert "Bonjour" in Guide.objects.get().html


def test_the_latest_set_is_fetched_once_a_day_and_kept_when_it_fails(
    folder: Any, settings: Any, tmp_path: Path
) -> None:
    made = tmp_path / "set.zip"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("F1.xml", sheet("F1"))
    answers = [(200, made.read_bytes()), (500, b""), (200, b"no zip")]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, body = answers.pop(0)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert not services.guides_fetch_due()
        address = f"http://127.0.0.1:{server.server_port}"
        settings.PARVIS_GUIDES_URL = [f"{address}/part.zip"]
        assert services.guides_fetch_due()
        services.guides_fetch()
        assert Guide.objects.live().count() == 1
        assert not services.guides_fetch_due()
        settings.PARVIS_GUIDES_URL += [f"{address}/asso.zip", f"{address}/pro.zip"]
        services.guides_fetch()
        failed = GuideImport.objects.filter(state=GuideImport.State.FAILED)
        assert {run.source.rpartition("/")[2] for run in failed} == {"asso.zip", "pro.zip"}
        assert not services.guides_fetch_due(), "a failure is tried again in an hour"
        assert Guide.objects.live().count() == 1
    finally:
        server.shutdown()
        server.server_close()


def test_another_public_or_a_set_cut_short_withdraws_nothing(folder: Any, tmp_path: Path) -> None:
    imported(folder(**{f"F{n}": sheet(f"F{n}") for n in range(1, 6)}))
    pro = tmp_path / "pro"
    pro.mkdir()
    (pro / "F90.xml").write_text(sheet("F90").replace("Particuliers", "Professionnels"))
    assert "0 withdrawn" in imported(pro)
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / "F1.xml").write_text(sheet("F1"))
    assert "0 withdrawn" in imported(cut)
    assert Guide.objects.live().count() == 6


def test_a_damaged_entry_and_endless_nesting_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("F1.xml", sheet("F1", "<Texte><Paragraphe>Bonjour</Paragraphe></Texte>" * 50))
        archive.writestr("F2.xml", sheet("F2"))
        archive.writestr("F3.xml", sheet("F3", "<Texte>" * 5000 + "</Texte>" * 5000))
    data = bytearray(path.read_bytes())
    at = data.index(b"F1.xml") + 30
    data[at : at + 40] = b"\0" * 40
    path.write_bytes(bytes(data))
    assert "1 imported, 0 unchanged, 2 passed over" in imported(path)
