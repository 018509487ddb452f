"""The first screen after sign-in: what waits, for who reads the mail; where to begin, for the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import TownHall, case_make

SignIn = Callable[[TownHall, str], Client]


def test_a_clerk_sees_what_waits_in_the_own_unit_alone(a: TownHall, sign_in: SignIn) -> None:
    case_make(a, a.pothole)
    case_make(a, a.birth)
    page = sign_in(a, "clerk").get("/gestion/").content.decode()
    assert 'href="/gestion/courriers/?vue=unit"><b>1</b>' in page
    assert 'href="/gestion/courriers/?vue=all"><b>1</b>' in page


@pytest.mark.parametrize(
    ("person", "start"),
    [("administrator", "/gestion/mairie/personnes/"), ("webmaster", "/gestion/conseil/seances/new/")],
)
def test_who_reads_no_mail_is_led_to_the_own_work(a: TownHall, sign_in: SignIn, person: str, start: str) -> None:
    page = sign_in(a, person).get("/gestion/").content.decode()
    assert f'href="{start}"' in page
    assert "/gestion/courriers/" not in page


def test_the_menu_of_pages_opens_on_the_own_town(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    """Wagtail's menu asks by its API, whose request is not Django's own."""
    address = "/gestion/api/main/pages/?child_of=1&for_explorer=1&fields=parent"
    answer = sign_in(a, "webmaster").get(address)
    assert answer.status_code == 200
    assert [page["title"] for page in answer.json()["items"]] == [a.town.name]
