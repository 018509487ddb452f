"""The home page: its layouts, its sections in the order chosen, nothing where there is nothing to say."""

import re
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.directory.models import Entry
from cms.pages.models import ContentPage, EventIndexPage, EventPage, HomePage, NewsIndexPage, NewsPage

TITLES = re.compile(r"<h2[^>]*>(.+?)</h2>")
MAX_QUERIES = 30  # of all sections and of what stands around them, when nothing is remembered


@pytest.fixture
def compose(home: HomePage) -> Any:
    def put(*sections: tuple[str, Any], **more: Any) -> None:
        home.sections = list(sections)
        for name, value in more.items():
            setattr(home, name, value)
        home.save_revision().publish()

    return put


@pytest.fixture
def filled(town, add) -> None:
    """Something to say in each section but the council's."""
    french = {"locale__language_code": "fr"}
    tomorrow = timezone.localdate() + timedelta(days=1)
    add(NewsPage, NewsIndexPage.objects.get(**french), title="Le pont", slug="pont", date=date(2026, 11, 1))
    add(EventPage, EventIndexPage.objects.get(**french), title="Le marché", slug="marche", starts_on=tomorrow)
    for kind, name in ((Entry.Kind.TOWN_HALL, "Mairie"), (Entry.Kind.UNIT, "Voirie")):
        Entry.objects.create(town=town, kind=kind, name=name, published=True, phone="02 99 00 00 00", monday="9h-12h")


def titles(reader: Client) -> list[str]:
    html = reader.get("/").content.decode()
    return TITLES.findall(html[html.index("<main") : html.index("</main")])


PRACTICAL = ("practical", {"items": [{"icon": "", "title": "En car", "text": "<p>Ligne 14</p>"}]})
TEXT = ("text", {"title": "Mot du maire", "text": "<p>Bienvenue</p>"})


def test_a_new_site_s_home_has_what_there_is_to_say(reader, filled):
    assert titles(reader) == ["À la une", "Agenda", "Les services", "Horaires de la mairie"]


def test_sections_stand_in_the_order_of_the_webmaster(reader, filled, compose):
    compose(TEXT, PRACTICAL, ("hours", None), ("services", None), ("news", {"notice": []}))
    assert titles(reader) == ["Mot du maire", "Pratique", "Horaires de la mairie", "Les services", "À la une"]
    html = reader.get("/").content.decode()
    assert "Bienvenue" in html
    assert "Ligne 14" in html


def test_what_has_nothing_to_say_is_left_out(reader, compose):
    empty = [("procedures", {"title": "", "tiles": [], "page": None}), ("news", {"notice": []})]
    compose(*empty, ("diary", {"events": []}), ("council", None), ("services", None), ("hours", None))
    assert titles(reader) == []
    assert 'class="bloc' not in reader.get("/").content.decode()


def test_a_tile_whose_page_is_gone_leaves(reader, compose, add):
    page = add(ContentPage, title="Eau", slug="eau")
    card = {"title": "", "page": page, "address": "", "note": "", "icon": ""}
    compose(("procedures", {"title": "Vite", "tiles": [card], "page": None}))
    assert titles(reader) == ["Vite"]
    assert 'href="/eau/"' in reader.get("/").content.decode()
    page.unpublish()
    assert titles(reader) == []


def test_dates_noted_by_hand_come_among_the_events(reader, filled, compose):
    day = timezone.localdate()
    noted = [
        {"day": day - timedelta(days=1), "title": "Passé", "details": "", "page": None},
        {"day": day, "title": "Vœux du maire", "details": "19 h", "page": None},
    ]
    compose(("diary", {"events": noted}))
    html = reader.get("/").content.decode()
    assert html.index("Vœux du maire") < html.index("Le marché")
    assert "Passé" not in html


def test_three_layouts(reader, compose, town):
    image = get_image_model().objects.create(
        title="Vue", file=get_test_image_file(size=(1800, 900)), collection=town.collection
    )
    assert "seuil-drawing" in reader.get("/").content.decode()
    compose(layout="photo")
    assert "seuil-drawing" in reader.get("/").content.decode(), "without a photo, the drawing"
    compose(layout="photo", photo=image)
    html = reader.get("/").content.decode()
    assert "seuil-photo" in html
    assert 'type="image/avif"' in html
    assert "1200x630" in reader.get("/actualites/").content.decode(), "social networks show it for every page"
    compose(layout="counter")
    html = reader.get("/").content.decode()
    assert "seuil-counter" in html
    assert "riviere" not in html


def test_its_queries_are_counted(reader, filled, compose, django_assert_max_num_queries):
    reader.get("/?x=0")
    compose(TEXT, PRACTICAL, ("diary", {"events": []}), ("council", None), ("services", None), ("hours", None))
    with django_assert_max_num_queries(MAX_QUERIES):
        reader.get("/?x=1")
    with django_assert_max_num_queries(8):
        reader.get("/?x=2")


def test_the_home_of_the_release_before_keeps_all_it_had():
    """Each field of it becomes a section, in the order in which they were shown."""
    sections_of = import_module("cms.pages.migrations.0009_home_sections_filled").sections_of
    block = [{"type": "x", "id": "1", "value": {"title": "Titre"}}]
    streams = dict.fromkeys(("tiles", "events", "notice", "practical"), block)
    found = {one["type"]: one["value"] for one in sections_of(streams, 7)}
    assert list(found) == ["procedures", "news", "diary", "council", "hours", "practical"]
    assert found["procedures"]["page"] == 7
    parts = [("procedures", "tiles"), ("news", "notice"), ("diary", "events"), ("practical", "items")]
    for kind, name in parts:
        (item,) = found[kind][name]
        assert (item["type"], item["value"]) == ("item", {"title": "Titre"})
        assert item["id"], "without an id, a list block takes the whole for the value"
