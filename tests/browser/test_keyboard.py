"""Signing in and filing with Tab, Space and Enter alone; and the screen of what may not be answered online."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import DOMAIN, PASSWORD
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOCUS = """() => { const style = getComputedStyle(document.activeElement);
  const label = document.activeElement.nextElementSibling;
  const seen = one => one && (
    one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0 || one.boxShadow !== 'none');
  return seen(style) || seen(label && getComputedStyle(label)); }"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this element has the focus; each stop on the way shows where it is."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of the keyboard's reach")


def test_signing_in_and_filing_by_keyboard(visit: Callable[..., Visitor]) -> None:
    citizen = visit()
    page = citizen.page
    citizen.goto("/connexion/")
    tab_to(page, "[name=login]")
    page.keyboard.type(f"citoyen@{DOMAIN}")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/compte/")
    citizen.goto("/demarches/signaler-un-probleme-de-voirie/")
    tab_to(page, "a[href*='/demande/nouvelle/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demande/nouvelle/**")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "textarea")
    page.keyboard.type("12 rue du Pont")
    tab_to(page, "textarea")
    page.keyboard.type("Un trou profond.")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "button.large:not([name])")
    page.keyboard.press("Enter")
    expect(page.locator("p.numero")).to_be_visible()


def test_a_birth_certificate_goes_by_post_or_at_the_counter_only(visit: Callable[..., Visitor]) -> None:
    clerk = visit()
    clerk.sign_in(f"chef.etatcivil@{DOMAIN}", PASSWORD)
    clerk.goto("/gestion/courriers/?vue=all")
    clerk.page.locator("td.title a", has_text="Acte de naissance").first.click()
    expect(clerk.page.locator("main")).to_contain_text("La réponse part par courrier ou au guichet seulement")
    clerk.check_page()
    clerk.follow("Répondre")
    for channel in ("portal", "email"):
        expect(clerk.page.locator(f"[name=channel][value={channel}]")).to_be_disabled()
    expect(clerk.page.locator("[name=channel][value=paper]")).to_be_checked()
    clerk.check_page()
