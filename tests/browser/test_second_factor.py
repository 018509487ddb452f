"""Two-step sign-in as a person meets it, with the keyboard at the end; and an account opened at the counter."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.test_keyboard import tab_to
from tests.browser.town import DOMAIN, PASSWORD
from tests.browser.visitor import PHONE, SCREEN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def both_widths(visitor: Visitor) -> None:
    for width in (PHONE, SCREEN):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.check_page()


def test_a_sheet_from_the_counter_then_a_second_factor(visit: Callable[..., Visitor]) -> None:
    clerk = visit()
    clerk.sign_in(f"voirie@{DOMAIN}", PASSWORD)
    clerk.follow("Comptes usagers")
    both_widths(clerk)
    clerk.goto("/gestion/comptes-usagers/new/")
    clerk.page.locator("[name=first_name]").fill("Yvonne")
    clerk.page.locator("[name=last_name]").fill("Le Goff")
    both_widths(clerk)
    clerk.press("Ouvrir et imprimer la feuille")
    expect(clerk.page.locator("h1")).to_have_text("Votre compte sur le site de la mairie")
    both_widths(clerk)
    login, code = clerk.page.locator("dl.faits dd").all_inner_texts()

    # Without JavaScript from here on.
    citizen = visit(PHONE, java_script_enabled=False)
    page = citizen.page
    citizen.goto("/premiere-connexion/")
    for name, value in (("login", login), ("code", code), ("password1", PASSWORD), ("password2", PASSWORD)):
        page.locator(f"[name={name}]").fill(value)
    citizen.press("Ouvrir mon compte")
    page.wait_for_url("**/compte/")
    citizen.goto("/compte/double-authentification/")
    citizen.follow("Installer")
    key = base64.b32decode(page.locator("code.cle").inner_text().replace(" ", ""))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(code_of(key))
    citizen.press("Activer")
    expect(page.locator("ul.codes li")).to_have_count(10)
    recovery = page.locator("ul.codes li").first.inner_text()
    citizen.follow("Je les ai gardés : continuer")
    citizen.goto("/compte/preferences/")
    citizen.press("Se déconnecter")

    again = visit()
    again.goto("/connexion/?next=/compte/documents/")
    tab_to(again.page, "[name=login]")
    again.page.keyboard.type(login)
    tab_to(again.page, "[name=password]")
    again.page.keyboard.type(PASSWORD)
    again.page.keyboard.press("Enter")
    again.page.wait_for_url("**/connexion/code/**")
    both_widths(again)
    tab_to(again.page, "[name=code]")
    again.page.keyboard.type(code_of(key, 1))  # the first one was used
    again.page.keyboard.press("Enter")
    again.page.wait_for_url("**/compte/documents/")
    for address in ("", "codes/", "desactiver/"):
        again.goto(f"/compte/double-authentification/{address}")
        both_widths(again)
    again.page.locator("[name=password]").fill(PASSWORD)
    again.page.locator("[name=code]").fill(recovery)
    again.press("Désactiver")
    expect(again.page.get_by_text("La double authentification est désactivée.")).to_be_visible()
    again.follow("Installer")
    expect(again.page.locator("code.cle")).to_have_text(re.compile("([A-Z2-7]{4} ?){8}"))
    both_widths(again)


def code_of(key: bytes, steps: int = 0) -> str:
    totp = TOTP(key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"
