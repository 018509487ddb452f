"""What is off for want of a package: said on the terminal and to those in the back office who can act."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from portal.operations import capabilities
from portal.operations.capabilities import LETTERS, OCR, SEARCH, install_command

pytestmark = pytest.mark.django_db
OFF = "La reconnaissance du texte ne fonctionne pas"


@pytest.fixture
def without_ocr(monkeypatch):
    for module in ("wagtail_hooks", "management.commands.prepare"):
        monkeypatch.setattr(f"portal.operations.{module}.lacks", lambda: (OCR,))


def home(client, hall, person):
    client.force_login(hall.people[person])
    return client.get(reverse("wagtailadmin_home"), headers={"host": hall.host}).content.decode()


@pytest.mark.parametrize("person", ["administrator", "registrar"])
def test_who_can_act_reads_what_is_off_and_the_command(client, a, without_ocr, person):
    page = home(client, a, person)
    assert OFF in page
    assert escape(install_command([OCR])) in page


@pytest.mark.parametrize("person", ["webmaster", "clerk", "elected"])
def test_the_others_are_not_bothered(client, a, without_ocr, person):
    assert OFF not in home(client, a, person)


def test_nothing_is_said_where_nothing_lacks(client, a, monkeypatch):
    monkeypatch.setattr("portal.operations.wagtail_hooks.lacks", lambda: ())
    assert OFF not in home(client, a, "administrator")


def test_the_terminal_says_it_too(a, without_ocr, capsys, monkeypatch):
    monkeypatch.setattr("portal.operations.management.commands.prepare.static_build", lambda: False)
    call_command("prepare")
    said = capsys.readouterr().out
    assert OFF in said
    assert install_command([OCR]) in said


def test_a_machine_without_the_programs_lacks_both(monkeypatch):
    monkeypatch.setattr(capabilities.shutil, "which", lambda _name: None)
    monkeypatch.setattr(capabilities.ctypes.util, "find_library", lambda _name: None)
    for cached in (capabilities.lacks, capabilities._tesseract_languages):
        cached.cache_clear()
    assert capabilities.lacks() == (OCR, LETTERS)
    assert install_command(capabilities.lacks()).count("tesseract-ocr-fra") == 1
    for cached in (capabilities.lacks, capabilities._tesseract_languages):
        cached.cache_clear()


def test_whoosh_in_place_of_tantivy_is_said_without_a_command(client, a, monkeypatch, settings):
    whoosh = {"default": settings.HAYSTACK_CONNECTIONS["default"] | {"ENGINE": "edm.search.whoosh.WhooshEngine"}}
    capabilities.lacks.cache_clear()
    assert SEARCH not in capabilities.lacks()
    capabilities.lacks.cache_clear()
    settings.HAYSTACK_CONNECTIONS = whoosh
    assert SEARCH in capabilities.lacks()
    capabilities.lacks.cache_clear()
    settings.PARVIS_SEARCH = "whoosh"  # asked for: nothing lacks
    assert SEARCH not in capabilities.lacks()
    capabilities.lacks.cache_clear()
    assert install_command([SEARCH]) == ""
    monkeypatch.setattr("portal.operations.wagtail_hooks.lacks", lambda: (SEARCH,))
    page = home(client, a, "administrator")
    assert "Whoosh" in page
    assert "apt-get" not in page
