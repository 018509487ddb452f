"""The directory's pages: what they show, to whom, in how many queries."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
import vobject
from django.utils import timezone

from cms.directory.models import Category, Entry
from cms.pages import cache
from tests.cms.directory.conftest import WEEK, entry_make

pytestmark = pytest.mark.django_db
TILES = "https://tuiles.example/{z}/{x}/{y}.png"


def test_the_list_shows_the_published_entries_of_the_town(reader, town, other):
    entry_make(town, "Voirie", phone="02 99 00 00 02", **WEEK)
    entry_make(town, "Brouillon", published=False)
    entry_make(other, "Ploumagoar")
    page = reader.get("/annuaire/").content.decode()
    assert "Voirie" in page
    assert "tel:+33299000002" in page
    assert "Brouillon" not in page
    assert "Ploumagoar" not in page


def test_an_entry_of_another_town_or_not_published_is_missing(reader, town, other):
    hidden, theirs = entry_make(town, "Brouillon", published=False), entry_make(other, "Ploumagoar")
    for entry in (hidden, theirs):
        for end in ("", "contact.vcf", "proposer/"):
            assert reader.get(f"/annuaire/{entry.slug}/{end}").status_code == 404


def test_filters_narrow_and_what_is_unknown_is_left_out(reader, town, other):
    sport = Category.objects.create(town=town, name="Sport")
    club = entry_make(town, "Club", Entry.Kind.ASSOCIATION)
    club.categories.add(sport)
    entry_make(town, "Voirie")
    theirs = Category.objects.create(town=other, name="Secret")

    def names(query):
        return [entry.name for entry in reader.get(f"/annuaire/?{query}").context["page_of_entries"]]

    assert names("type=association") == ["Club"]
    assert names(f"categorie={sport.pk}") == ["Club"]
    assert names("q=voi") == ["Voirie"]
    assert names("type=nothing") == ["Club", "Voirie"]
    assert names(f"categorie={theirs.pk}") == ["Club", "Voirie"]
    nothing = reader.get("/annuaire/?q=introuvable").content.decode()
    assert "Voir tout l’annuaire" in nothing


def test_an_empty_directory_says_so_and_is_not_in_the_menu(reader, town):
    assert "Encore aucune fiche" in reader.get("/annuaire/").content.decode()
    assert 'href="/annuaire/"' not in reader.get("/").content.decode()
    entry_make(town)
    assert 'href="/annuaire/"' in reader.get("/").content.decode()


def test_the_list_has_pages_and_constant_queries(reader, town, django_assert_max_num_queries):
    for number in range(45):
        entry_make(town, f"Salle {number:02d}", Entry.Kind.ROOM, **WEEK)
    reader.get("/annuaire/?page=2")  # the menu is remembered
    cache._pages.clear()
    with django_assert_max_num_queries(8):
        page = reader.get("/annuaire/?page=2")
    assert "Salle 20" in page.content.decode()
    assert reader.get("/annuaire/?page=4").status_code == 404


def test_an_entry_in_few_queries(reader, town, django_assert_max_num_queries):
    entry = entry_make(town, **WEEK)
    for number in range(12):
        entry_make(town, f"Agent {number}", Entry.Kind.STAFF, part_of=entry)
    reader.get("/annuaire/")
    with django_assert_max_num_queries(8):
        page = reader.get("/annuaire/voirie/").content.decode()
    assert "Agent 11" in page


def test_open_now_is_right_to_the_minute_under_the_cache(reader, town, monkeypatch):
    entry_make(town, **WEEK)
    clock = {"monotonic": 0.0}
    monkeypatch.setattr("cms.pages.generation.time.monotonic", lambda: clock["monotonic"])

    def at(hour, minute, after):
        clock["monotonic"] += after
        moment = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return reader.get("/annuaire/voirie/").content.decode()

    assert "Ouvert, ferme à 12" in at(10, 59, 0)
    assert "Fermé, ouvre à 14" in at(11, 0, 31)


def test_a_change_shows_at_the_next_request(reader, town):
    entry = entry_make(town)
    assert "Nouvelle phrase" not in reader.get("/annuaire/voirie/").content.decode()
    entry.summary = "Nouvelle phrase"
    entry.save()
    assert "Nouvelle phrase" in reader.get("/annuaire/voirie/").content.decode()


def test_public_pages_set_no_cookie_and_are_kept(reader, town):
    entry_make(town)
    for address in ("/annuaire/", "/annuaire/voirie/"):
        response = reader.get(address)
        assert not response.cookies
        assert response["ETag"]


def test_structured_data_is_whole_and_cannot_end_its_element(reader, town):
    entry_make(town, "</script><b>Voirie", slug="voirie", address="4 rue des Tanneurs", **WEEK)
    page = reader.get("/annuaire/voirie/").content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(text)
    assert data["@type"] == "GovernmentOffice"
    assert data["name"] == "</script><b>Voirie"
    assert data["address"]["streetAddress"] == "4 rue des Tanneurs"
    assert len(data["openingHoursSpecification"]) == 3


def test_the_contact_card_is_read_by_its_parser(reader, town):
    entry_make(
        town, "Club; des, Tanneurs", address="4 rue\nB", postcode="35998", city="Alpha", phone="02 99", slug="club"
    )
    response = reader.get("/annuaire/club/contact.vcf")
    assert response["Content-Type"].startswith("text/vcard")
    card = vobject.readOne(response.content.decode())
    assert card.fn.value == "Club; des, Tanneurs"
    assert card.adr.value.city == "Alpha"
    assert card.tel.value == "02 99"


def test_without_tiles_no_other_host_is_named(reader, town, settings):
    settings.PARVIS_MAP_TILES = ""
    entry_make(town, latitude="47.92840", longitude="-1.94310", address="1 rue")
    for address in ("/annuaire/voirie/", "/annuaire/?vue=carte"):
        response = reader.get(address)
        assert "img-src 'self' data: blob:;" in response["Content-Security-Policy"] + ";"
        assert "directory/map.js" not in response.content.decode()
    assert "https://www.openstreetmap.org/?mlat=47.92840" in reader.get("/annuaire/voirie/").content.decode()


def test_the_tiles_host_is_allowed_where_a_map_is_and_nowhere_else(reader, town, settings):
    settings.PARVIS_MAP_TILES = TILES
    entry_make(town, latitude="47.92840", longitude="-1.94310")
    entry_make(town, "Sans lieu")
    for address in ("/annuaire/voirie/", "/annuaire/?vue=carte"):
        response = reader.get(address)
        policy = response["Content-Security-Policy"]
        assert "img-src 'self' data: blob: https://tuiles.example" in policy
        assert policy.count("tuiles.example") == 1
        page = response.content.decode()
        assert "<script" in page
        assert not re.search(r'src="[^"]*(leaflet|tuiles)', page)
    kept = reader.get("/annuaire/voirie/")
    assert "https://tuiles.example" in kept["Content-Security-Policy"]
    for address in ("/annuaire/", "/annuaire/sans-lieu/", "/"):
        assert "tuiles.example" not in reader.get(address)["Content-Security-Policy"]


def test_the_home_page_tells_the_hours_of_the_town_hall(reader, town, other):
    entry_make(other, "Mairie B", Entry.Kind.TOWN_HALL, sunday="1h-2h")
    assert 'class="auj"' not in reader.get("/").content.decode()
    entry_make(town, "Mairie", Entry.Kind.TOWN_HALL, **WEEK)
    page = reader.get("/").content.decode()
    assert "Mairie ouverte" in page or "Mairie fermée" in page
    assert '"@type": "GovernmentOffice"' in page
    assert "9 h – 12 h".replace(" h", "\N{NO-BREAK SPACE}h") in page
