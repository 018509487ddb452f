"""The two search screens: the staff's and the public's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from edm.search.api import index_due
from edm.search.writing import backend
from tests.factories import TownHall, case_make

pytestmark = pytest.mark.usefixtures("index")


def write() -> None:
    while index_due():
        pass


def client(hall: TownHall, person: str) -> Client:
    browser = Client(HTTP_HOST=hall.host)
    browser.force_login(getattr(hall, person), backend="portal.accounts.backends.LoginBackend")
    return browser


def test_a_clerk_finds_a_letter_by_a_word(a: TownHall, django_assert_max_num_queries: Any) -> None:
    cases = [case_make(a, a.pothole, subject=f"Banc <b>{n}</b>", text="Le lampadaire est éteint.") for n in range(21)]
    secret = case_make(a, a.birth, subject="Banc confidentiel", text="Le lampadaire.")
    write()
    browser = client(a, "clerk")
    browser.get("/gestion/recherche/?q=lampadaires")
    with django_assert_max_num_queries(17):  # 12 of them are the session, the town and Wagtail's menu
        shown = browser.get("/gestion/recherche/?q=lampadaires").content.decode()
    assert "21" in shown
    assert "<mark>lampadaire</mark>" in shown
    assert sum(case.number in shown for case in cases) == 10
    assert secret.number not in shown
    assert "<b>1</b>" not in shown
    last = browser.get("/gestion/recherche/?q=lampadaires&page=3").content.decode()
    assert sum(case.number in last for case in cases) == 1
    narrowed = browser.get(f"/gestion/recherche/?q=lampadaires&etat=taken&service={a.roads.pk}")
    assert narrowed.context["results"].count == 0
    for q in ("", "zzz", "%00", '"', "%F0%9F%91%8D"):
        assert browser.get(f"/gestion/recherche/?q={q}&page=abc").status_code == 200


def test_who_reads_no_mail_has_no_search(a: TownHall, b: TownHall) -> None:
    case = case_make(a, a.pothole, subject="Banc")
    write()
    for person, status in (("administrator", 403), ("webmaster", 403), ("elected", 200), ("registrar", 200)):
        assert client(a, person).get("/gestion/recherche/?q=banc").status_code == status, person
    stranger = client(b, "registrar").get("/gestion/recherche/?q=banc")
    assert case.number not in stranger.content.decode()


def test_the_public_search_sets_no_cookie(a: TownHall, django_assert_max_num_queries: Any) -> None:
    case_make(a, a.pothole, subject="Banc")
    write()
    browser = Client(HTTP_HOST=a.host)
    for _visit in range(2):  # the first one makes the site's settings, which the menu depends on
        browser.get("/recherche/?q=banc")
    with django_assert_max_num_queries(4):
        response = browser.get("/recherche/?q=banc&type=page")
    assert response.status_code == 200
    assert response.context["found"].count == 0
    assert not response.cookies
    for path in ("/recherche/", "/en/recherche/?q=bench", "/recherche/?q=%00&type=x&page=0"):
        assert browser.get(path).status_code == 200


def test_without_an_index_the_screens_say_so(a: TownHall) -> None:
    assert client(a, "clerk").get("/gestion/recherche/?q=banc").context["results"].rebuilding
    assert Client(HTTP_HOST=a.host).get("/recherche/?q=banc").context["found"].rebuilding
    write()
    store = backend().store
    for part in store.current().glob("*.term"):
        part.write_bytes(b"damaged")
    store._index = None  # as another process would, open it afresh
    client(a, "clerk").get("/gestion/recherche/?q=banc")
    write()
    assert not client(a, "clerk").get("/gestion/recherche/?q=banc").context["results"].rebuilding
