"""Every page, as everybody: accessible, within a phone's width, without error, report or other host."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.crawl import walk
from tests.browser.town import DOMAIN, PASSWORD
from tests.browser.visitor import PHONE, SCREEN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("crawl")]

STAFF = (
    "admin",
    "webmaster",
    "contributrice",
    "registrar",
    "chef.etatcivil",
    "etatcivil",
    "chef.voirie",
    "voirie",
    "elue",
)
# What a person sees first, again in the dark.
DARK = ("/", "/demarches/signaler-un-probleme-de-voirie/", "/connexion/", "/suivi/", "/conseil/", "/recherche/?q=pont")


def test_signed_out(visit: Callable[..., Visitor]) -> None:
    starts = ["/", "/en/", "/suivi/", "/recherche/?q=pont", "/lettre/", "/contact/"]
    visitor = visit()
    visitor.expected |= {400, 422}
    assert len(walk(visitor, starts, but="/gestion/", most=90, errors=".")) > 60


@pytest.mark.parametrize("login", ["citoyenne", "citoyen"])
def test_as_a_citizen(visit: Callable[..., Visitor], login: str) -> None:
    citizen = visit()
    citizen.sign_in(f"{login}@{DOMAIN}", PASSWORD)
    citizen.expected |= {400, 422}
    errors = "^/(demande|suivi|annuaire|lettre)/"  # what the account takes empty would be lost to other tests
    assert len(walk(citizen, ["/compte/", "/demarches/"], under="/", but="/gestion/", most=20, errors=errors)) > 10


@pytest.mark.parametrize("login", STAFF)
def test_as_staff(visit: Callable[..., Visitor], login: str) -> None:
    person = visit()
    person.sign_in(f"{login}@{DOMAIN}", PASSWORD)
    assert walk(person, ["/gestion/"], under="/gestion/")


def test_in_the_dark(visit: Callable[..., Visitor]) -> None:
    """Colours of the dark scheme have their contrast too."""
    visitor = visit(PHONE, color_scheme="dark")
    for address in DARK:
        visitor.goto(address)
        visitor.check_page()
    clerk = visit(SCREEN, color_scheme="dark")
    clerk.sign_in(f"voirie@{DOMAIN}", PASSWORD)
    clerk.goto("/gestion/courriers/")
    clerk.check_page()
    clerk.page.locator("td.title a").first.click()
    clerk.check_page()
    clerk.follow("Répondre")
    clerk.check_page()
