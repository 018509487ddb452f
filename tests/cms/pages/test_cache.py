"""Whole pages are kept for readers without an account, and never a moment too long."""

import gzip
import json
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.pages import generation
from cms.pages.models import ContentPage, HomePage, SiteSettings


def body(response) -> str:
    return response.content.decode()


def test_the_second_reader_costs_one_query(reader: Client, django_assert_num_queries):
    first = body(reader.get("/"))
    with django_assert_num_queries(1):
        assert body(reader.get("/")) == first


def test_a_change_taken_back_never_shows_again(reader: Client, home: HomePage):
    """What is remembered of a transaction under way is not found again by the next one."""
    with suppress(RuntimeError), transaction.atomic():
        HomePage.objects.update(greeting="Never said")
        generation.advance()
        assert "Never said" in body(reader.get("/"))
        raise RuntimeError
    generation.advance()
    assert "Never said" not in body(reader.get("/"))


def test_a_publication_shows_at_once(reader: Client, home: HomePage):
    reader.get("/")
    home.greeting = "Bienvenue"
    home.save_revision().publish()
    assert "Bienvenue" in body(reader.get("/"))


@pytest.mark.parametrize("change", ["town", "settings", "menu", "move", "unpublish", "delete"])
def test_each_kind_of_change_shows_at_once(reader: Client, add, town, home, change):
    part = add(ContentPage, title="Part", slug="part", show_in_menus=True)
    child = add(ContentPage, parent=part, title="Child", slug="child")
    before = reader.get("/part/child/")
    assert before.status_code == 200
    number = generation.current()
    if change == "town":
        town.phone = "01 23 45 67 89"
        town.save()
        assert "01 23 45 67 89" in body(reader.get("/part/child/"))
    elif change == "settings":
        shared = SiteSettings.for_site(town.site)
        shared.host = "Host"
        shared.save()
    elif change == "menu":
        part.title = "Other name"
        part.save_revision().publish()
        assert "Other name" in body(reader.get("/part/child/"))
    elif change == "move":
        Page.objects.get(pk=child.pk).move(home, pos="last-child")
        assert reader.get("/part/child/").headers["Location"] == "/child/"
        assert reader.get("/child/").status_code == 200
    elif change == "unpublish":
        child.unpublish()
        assert reader.get("/part/child/").status_code == 404
    else:
        Page.objects.get(pk=child.pk).delete()
        assert reader.get("/part/child/").status_code == 404
    assert generation.current() != number


def test_who_has_a_session_neither_reads_nor_fills_it(reader: Client, home: HomePage):
    signed_in = Client(headers={"host": "alpha.example"})
    signed_in.cookies[settings.SESSION_COOKIE_NAME] = "of-someone"
    signed_in.get("/")
    assert "ETag" not in signed_in.get("/").headers
    assert "ETag" in reader.get("/").headers


def test_other_parameters_and_methods_are_not_kept(reader: Client):
    assert "ETag" not in reader.get("/?q=1").headers
    assert "ETag" not in reader.get("/?page=1&x=2").headers
    assert "ETag" not in reader.head("/").headers


def test_a_missing_page_and_a_private_one_are_not_kept(reader: Client):
    assert "ETag" not in reader.get("/nowhere/").headers


def test_a_page_put_under_a_password_is_shut_at_once(reader: Client, home: HomePage):
    section = home.add_child(instance=ContentPage(title="Élus", slug="elus"))
    section.add_child(instance=ContentPage(title="Dossiers", slug="dossiers", introduction="Réservé aux élus"))
    for _time in range(2):  # made, then kept
        assert "Réservé aux élus" in reader.get("/elus/dossiers/").content.decode()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="password", password="mot")
    for path in ("/elus/", "/elus/dossiers/"):
        assert "Réservé aux élus" not in reader.get(path).content.decode()
        assert 'type="password"' in reader.get(path).content.decode()
    assert reader.get("/").status_code == 200
    restriction.delete()
    assert "Réservé aux élus" in reader.get("/elus/dossiers/").content.decode()


def test_each_host_has_its_own(reader: Client, other):
    assert "Alpha" in body(reader.get("/"))
    assert "Bravo" in body(Client(headers={"host": "bravo.example"}).get("/"))
    assert "Alpha" in body(reader.get("/"))


def test_it_is_served_compressed_and_asked_again(reader: Client):
    plain = reader.get("/")
    zipped = reader.get("/", headers={"accept-encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < 30_000
    again = reader.get("/", headers={"if-none-match": plain.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_security_headers_are_on_a_kept_page_too(reader: Client):
    reader.get("/")
    kept = reader.get("/")
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]
    assert kept.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


def test_a_preview_is_not_kept(home: HomePage):
    from django.test import RequestFactory

    request = RequestFactory().get("/", headers={"host": "alpha.example"})
    assert not getattr(home.serve_preview(request, ""), "is_public_page", False)


def test_a_draft_is_seen_in_its_preview_alone(reader: Client, home: HomePage):
    from django.test import RequestFactory

    link = [{"type": "link", "value": {"title": "Only a draft", "page": None, "address": "/draft/"}}]
    home.shortcuts = json.dumps(link)
    request = RequestFactory().get("/", headers={"host": "alpha.example"})
    request.is_preview = True  # as make_preview_request sets it
    assert "Only a draft" in home.serve_preview(request, "").rendered_content
    assert "Only a draft" not in body(reader.get("/"))


def test_memory_is_bounded_and_forgets_the_oldest():
    memory = generation.Memory(max_entries=2)
    for key in ("a", "b", "c"):
        memory.put(key, 1, key)
    assert memory.get("a", 1) is None
    assert memory.get("c", 1) == "c"
    assert memory.get("c", 2) is None
