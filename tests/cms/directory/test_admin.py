"""The webmaster's screens: an entry with its hours, what blocks choose, the chooser; each within the town."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.directory.models import Category, Entry
from cms.pages.models import ContentPage
from edm.search.writing import rebuild
from tests.cms.directory.conftest import WEEK, entry_make

pytestmark = pytest.mark.django_db
ADD = "/gestion/annuaire/fiches/new/"


def form(**fields: Any) -> dict[str, Any]:
    told = {"kind": "unit", "name": "Voirie", "position": "10", "seasons": streamfield([])}
    told |= {"exceptions": streamfield([])} | fields
    return nested_form_data(told)


def test_an_entry_is_made_with_its_week_a_season_and_a_closure(webmaster: Client, town):
    summer = {"name": "Été", "starts": "2026-07-01", "ends": "2026-08-31", "yearly": "on", "monday": "8h-13h"}
    closed = {"starts": "2026-12-24", "ends": "", "hours": "", "reason": "pont"}
    data = form(
        published="on",
        monday="9h-12h30, 14h-17h",
        seasons=streamfield([("season", summer)]),
        exceptions=streamfield([("exception", closed)]),
    )
    response = webmaster.post(ADD, data)
    assert response.status_code == 302, response.context["form"].errors
    entry = Entry.objects.get()
    assert entry.town == town
    assert len(entry.schedule.week[0]) == 2
    assert entry.schedule.seasons[0].yearly
    assert entry.schedule.exceptions[0].spans == ()
    assert entry.latest_revision.user.email == "webmestre@alpha.example"
    again = webmaster.get(f"/gestion/annuaire/fiches/edit/{entry.pk}/").content.decode()
    assert "9h-12h30, 14h-17h" in again


@pytest.mark.parametrize("typed", ["matin", "18h-2h", "9h-12h, 11h-14h"])
def test_hours_that_mean_nothing_or_pass_midnight_are_refused(webmaster: Client, town, typed):
    page = webmaster.post(ADD, form(monday=typed)).content.decode()
    assert "sans passer minuit" in page
    closed = {"starts": "2026-12-24", "ends": "2026-12-20", "hours": typed, "reason": ""}
    webmaster.post(ADD, form(exceptions=streamfield([("exception", closed)])))
    assert not Entry.objects.exists()


def test_a_period_that_ends_before_it_begins_is_refused(webmaster: Client, town):
    closed = {"starts": "2026-12-24", "ends": "2026-12-20", "hours": "", "reason": ""}
    response = webmaster.post(ADD, form(exceptions=streamfield([("exception", closed)])))
    assert "exceptions" in response.context["form"].errors


def test_a_second_town_hall_is_refused(webmaster: Client, town):
    entry_make(town, "Mairie", Entry.Kind.TOWN_HALL)
    response = webmaster.post(ADD, form(kind="town_hall"))
    assert "kind" in response.context["form"].errors


def test_what_is_another_towns_is_neither_offered_nor_taken(webmaster: Client, town, other):
    theirs = entry_make(other, "Ploumagoar")
    category = Category.objects.create(town=other, name="Ploumagoar")
    assert "Ploumagoar" not in webmaster.get(ADD).content.decode()
    assert "Ploumagoar" not in webmaster.get("/gestion/annuaire/fiches/").content.decode()
    response = webmaster.post(ADD, form(part_of=theirs.pk) | {"categories": [category.pk]})
    assert {"part_of", "categories"} <= set(response.context["form"].errors)
    assert webmaster.get(f"/gestion/annuaire/fiches/edit/{theirs.pk}/").status_code == 404
    assert webmaster.post(f"/gestion/annuaire/fiches/delete/{theirs.pk}/").status_code == 404


def test_the_list_is_searched_and_asks_constant_queries(webmaster: Client, town, django_assert_max_num_queries):
    for number in range(30):
        entry_make(town, f"Salle {number}", Entry.Kind.ROOM)
    webmaster.get("/gestion/annuaire/fiches/")
    with django_assert_max_num_queries(25):
        page = webmaster.get("/gestion/annuaire/fiches/?q=Salle+17").content.decode()
    assert "Salle 17" in page
    assert "Salle 18" not in page


def test_the_chooser_gives_the_towns_own(webmaster: Client, town, other):
    own, theirs = entry_make(town), entry_make(other, "Ploumagoar")
    for address in ("/gestion/annuaire/choisir/", "/gestion/annuaire/choisir/results/"):
        page = webmaster.get(address).content.decode()
        assert "Voirie" in page
        assert "Ploumagoar" not in page
    assert webmaster.get(f"/gestion/annuaire/choisir/chosen/{own.pk}/").status_code == 200
    assert webmaster.get(f"/gestion/annuaire/choisir/chosen/{theirs.pk}/").status_code == 404
    several = webmaster.get(f"/gestion/annuaire/choisir/chosen-multiple/?id={theirs.pk}")
    assert "Ploumagoar" not in several.content.decode()


@pytest.mark.parametrize("block", ["directory_contact", "directory_hours", "directory_map"])
def test_no_block_shows_an_entry_of_another_town(webmaster: Client, town, other, block):
    home, theirs = town.site.root_page, entry_make(other, "Ploumagoar")
    told = {"title": "Page", "slug": "page", "introduction": "", "icon": "", "comments": inline_formset([])}
    data = nested_form_data(told | {"body": streamfield([(block, theirs.pk)])}) | {"action-publish": "1"}
    response = webmaster.post(f"/gestion/pages/add/cms_pages/contentpage/{home.pk}/", data)
    assert response.status_code == 200
    assert "body" in response.context["form"].errors
    assert "Ploumagoar" not in response.content.decode()


def test_blocks_show_the_entry_as_it_is_and_nothing_of_a_hidden_one(
    reader: Client, town, settings, django_assert_max_num_queries
):
    settings.PARVIS_MAP_TILES = "https://tuiles.example/{z}/{x}/{y}.png"
    entry = entry_make(town, phone="02 99 00 00 02", latitude="47.9", longitude="-1.9", address="1 rue", **WEEK)
    names = ("directory_contact", "directory_hours", "directory_map")
    page = ContentPage(title="Page", slug="page", locale=town.site.root_page.locale)
    page.body = [(name, entry) for name in names]
    town.site.root_page.add_child(instance=page)
    reader.get("/")
    with django_assert_max_num_queries(16):
        response = reader.get("/page/")
    shown = response.content.decode()
    assert shown.count("Voirie") >= 3
    assert "02 99 00 00 02" in shown
    assert "https://tuiles.example" in response["Content-Security-Policy"]
    entry.published = False
    entry.save()
    assert "Voirie" not in reader.get("/page/").content.decode()
    entry.delete()
    assert reader.get("/page/").status_code == 200


def test_the_public_search_finds_entries(reader: Client, town, index):
    entry_make(town, "Bibliothèque", Entry.Kind.PLACE, summary="Des livres")
    entry_make(town, "Médiathèque livres", Entry.Kind.PLACE, published=False)
    rebuild()
    page = reader.get("/recherche/?q=livres").content.decode()
    assert "/annuaire/bibliotheque/" in page
    assert "Médiathèque" not in page
