"""What the public reads of the guides, in each town."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cms.guides.models import Guide, GuideLink, TownGuides
from cms.guides.services import guides_import
from cms.pages import cache, generation
from cms.pages.models import ContentPage
from edm.organisation.api import Town
from edm.search.api import index_due
from tests.cms.guides.conftest import sheet
from tests.factories import TownHall

pytestmark = pytest.mark.django_db
HERE = "/fiches-pratiques/"
WHERE = '<OuSAdresser ID="R1"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal></OuSAdresser>'
LINKS = (
    '<Texte><Paragraphe><LienInterne LienPublication="F2">ici</LienInterne> '
    '<LienInterne LienPublication="F404">ailleurs</LienInterne></Paragraphe></Texte>'
)


@pytest.fixture
def guides(folder: Any) -> None:
    themes = {f"N{n}": sheet(f"N{n}", kind="Theme", title=f"Thème {n}") for n in range(1, 4)}
    sheets = {f"F{n}": sheet(f"F{n}", LINKS + WHERE, title=f"Fiche {n:03d}") for n in range(1, 60)}
    guides_import(path=folder(**themes, **sheets))


@pytest.fixture
def alpha(site_a: Town) -> Client:
    return Client(headers={"host": "alpha.example"})


def test_themes_then_a_sheet_with_the_towns_own_address(site_a: Town, alpha: Client, guides: None) -> None:
    Town.objects.filter(pk=site_a.pk).update(address="3 rue du Four", phone="02 99 00 00 01")
    index = alpha.get(HERE).content.decode()
    assert f'href="{HERE}N1/"' in index
    page = alpha.get(f"{HERE}F1/").content.decode()
    assert "3 rue du Four" in page
    assert f'href="{HERE}F2/">ici' in page
    assert 'href="https://www.service-public.fr/particuliers/vosdroits/F404" rel="external">ailleurs' in page
    assert "guide:" not in page
    assert "Licence Ouverte" in page


def test_the_towns_procedure_comes_first_and_only_in_its_town(
    site_a: Town, site_b: Town, alpha: Client, guides: None
) -> None:
    home = site_a.site.root_page
    page = ContentPage(title="Demander ma carte", locale=home.locale)
    home.add_child(instance=page)
    page.save_revision().publish()
    GuideLink.objects.create(town=site_a, code="F1", page=page)
    assert "Demander ma carte" in alpha.get(f"{HERE}F1/").content.decode()
    bravo = Client(headers={"host": "bravo.example"})
    assert "Demander ma carte" not in bravo.get(f"{HERE}F1/").content.decode()
    page.unpublish()
    assert "Demander ma carte" not in alpha.get(f"{HERE}F1/").content.decode()


def test_a_town_may_do_without(site_a: Town, site_b: Town, alpha: Client, guides: None) -> None:
    assert HERE in alpha.get("/").content.decode()
    TownGuides.objects.create(town=site_a, shown=False)
    for path in ("", "toutes/", "F1/", "N1/"):
        assert alpha.get(f"{HERE}{path}").status_code == 404
    assert HERE not in alpha.get("/").content.decode()
    assert Client(headers={"host": "bravo.example"}).get(f"{HERE}F1/").status_code == 200


def test_without_import_there_is_nothing(alpha: Client) -> None:
    assert alpha.get(HERE).status_code == 404
    assert alpha.get(f"{HERE}F1/").status_code == 404


def test_a_withdrawn_sheet_says_so(alpha: Client, guides: None, folder: Any) -> None:
    path = folder()
    (path / "F3.xml").unlink()
    guides_import(path=path)
    gone = alpha.get(f"{HERE}F3/")
    assert gone.status_code == 410
    assert "https://www.service-public.fr/particuliers/vosdroits/F3" in gone.content.decode()


@pytest.mark.parametrize("path", ["", "toutes/", "toutes/?page=2", "F1/", "N1/"])
def test_few_queries_whatever_the_number(
    alpha: Client, guides: None, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    alpha.get(f"{HERE}{path}")
    cache._pages.clear()
    with django_assert_max_num_queries(8):
        assert alpha.get(f"{HERE}{path}").status_code == 200


@pytest.mark.parametrize("path", ["toutes/?page=3", "toutes/?page=x", "X1/", "associations/", "professionnels/"])
def test_what_is_not_there(alpha: Client, guides: None, path: str) -> None:
    assert alpha.get(f"{HERE}{path}").status_code == 404


def test_the_search_finds_them_in_every_town_that_shows_them(
    site_a: Town, site_b: Town, alpha: Client, guides: None
) -> None:
    while index_due():
        pass
    generation.advance()
    assert "Fiche 007" in alpha.get("/recherche/?q=F7").content.decode()
    bravo = Client(headers={"host": "bravo.example"})
    assert "Fiche 007" in bravo.get("/recherche/?q=F7").content.decode()
    TownGuides.objects.create(town=site_b, shown=False)
    hidden = bravo.get("/recherche/?q=fiche")
    assert "Fiche 0" not in hidden.content.decode()
    assert (hidden.context["total"], hidden.context["kinds"]) == (0, []), "nor are they counted"
    assert alpha.get("/recherche/?q=fiche").context["total"] > 0


def test_the_webmaster_shows_hides_and_links(a: TownHall, guides: None) -> None:
    browser = Client(HTTP_HOST=a.host)
    browser.force_login(a.webmaster, backend="portal.accounts.backends.LoginBackend")
    desk = browser.get("/gestion/fiches-pratiques/").content.decode()
    assert "62 fiches" in desk
    browser.post("/gestion/fiches-pratiques/", {})
    assert not TownGuides.objects.get(town=a.town).shown
    browser.post("/gestion/fiches-pratiques/", {"shown": "on"})
    assert TownGuides.objects.get(town=a.town).shown
    home = a.town.site.root_page
    assert browser.post("/gestion/liens-fiches/new/", {"code": "f1", "page": home.pk}).status_code == 302
    assert GuideLink.objects.get().code == "F1"
    refused = browser.post("/gestion/liens-fiches/new/", {"code": "F999", "page": home.pk})
    assert "code" in refused.context["form"].errors
    assert Guide.objects.count() == 62
