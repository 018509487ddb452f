"""The town of the release before this one, put back by this one: nothing is missing, and it goes on."""

import json
import lzma
import re
import threading
from html import unescape
from pathlib import Path

import pytest
from django.utils import timezone

from tests.trials.clients import Filer, sign_in
from tests.trials.droppers import text_pdf
from tests.trials.installation import installation, until

RELEASE = Path(__file__).resolve().parents[2] / "fixtures" / "release-0.1.0"
# One thing of each part of the home page: name, alert, search, tile, notice, diary, council, hours, practical matters.
HOME = (
    "Saint-Exemple-sur-Vilaine",
    "Coupure d’eau jeudi 26 novembre",
    "Menus de la cantine",
    "Acte de naissance",
    "Enquête publique",
    "Agenda",
    "Conseil municipal",
    'id="horaires"',
    "Venir en car",
)
CASE = re.compile(r'href="(/gestion/courriers/\d+/)"')


@pytest.mark.slow
def test_a_town_of_release_0_1_0_is_read_and_goes_on(tmp_path):
    with installation(tmp_path / "town") as town:
        kind = "postgresql" if "DATABASE_URL" in town.environment else "sqlite"
        backup = tmp_path / "town.tar"
        backup.write_bytes(lzma.decompress((RELEASE / f"town-{kind}.tar.xz").read_bytes()))
        town.manage("restore", str(backup))
        assert town.manage("verify").stdout == "clean\n"
        released = [json.loads(line) for line in (RELEASE / f"register-{kind}.jsonl").read_text().splitlines()]
        assert released
        assert [{key: line[key] for key in released[0]} for line in town.lines("register_export")] == released

        town.manage("prepare")
        town.start()
        home = sign_in(town.port, "citoyenne@saint-exemple.example").ask("GET", "/")[2]
        for words in HOME:
            assert words in home, words
        webmaster = sign_in(town.port, "webmaster@saint-exemple.example")
        assert webmaster.ask("GET", "/plan-accessibilite/")[0] == 200
        for path in ("settings/cms_pages/accessibilitysettings/", "alertes/", "lettre/lettres/"):
            assert webmaster.ask("GET", f"/gestion/{path}")[0] in (200, 302), path
        read_all(town, released)
        filer = Filer(town.port, "upgrade", threading.Event())
        filer.act()
        assert not filer.faults
        (town.drop / "lettre.pdf").write_bytes(text_pdf("Suite"))
        until(lambda: not town.waiting(), 60)
        year = timezone.localdate().year  # each has its own numbers
        last = sum(line["number"].startswith(f"{year}-0") for line in released)
        after = {line["number"]: line["channel"] for line in town.lines("register_export")}
        new = sorted(after.keys() - {line["number"] for line in released})
        assert new == [f"{year}-{last + 1:05d}", f"{year}-{last + 2:05d}"]
        assert [after[number] for number in new] == ["form", "scan"]
        until(lambda: town.manage("verify", check=False).returncode == 0, 60, pause=1)


def read_all(town, released):
    """Each case of old opens, with all that was exchanged."""
    registrar = sign_in(town.port, "registrar@saint-exemple.example")
    inbox = registrar.ask("GET", "/gestion/courriers/?vue=all")[2]
    addresses = sorted(set(CASE.findall(inbox)))
    pages = {}
    for address in addresses:
        status, _location, page = registrar.ask("GET", f"{address}?tab=echanges")
        assert status == 200, address
        pages[address] = page
    assert len(pages) == len({line["case"] for line in released})
    said = unescape("".join(pages.values()))
    for line in released:
        assert line["number"] in said
        assert line["subject"] in said
        assert all(document["name"] in said for document in line["documents"])
