"""A scanned letter: dropped, registered, read, found, given to a unit, answered by a letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.town import DOMAIN, PASSWORD, ServedTown, until
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_scanned_letter_is_found_by_its_words_and_answered(
    visit: Callable[..., Visitor], town: ServedTown, letters: Path, tmp_path: Path
) -> None:
    town.drop(letters / "L27.jpg", "courrier-du-26-octobre.jpg")
    until(lambda: list((town.data / "intake" / "scans" / "processed").rglob("courrier-du-26-octobre*")), 10)

    registrar = visit()
    registrar.sign_in(f"registrar@{DOMAIN}", PASSWORD)

    def found() -> bool:
        registrar.goto("/gestion/recherche/?q=redevance")
        return registrar.page.locator("main a[href*='/gestion/courriers/']").count() > 0

    until(found, 90, "the letter by a word of its picture")
    registrar.check_page()
    registrar.page.locator("main a[href*='/gestion/courriers/']").first.click()
    expect(registrar.page.locator("main img").first).to_be_visible()
    registrar.check_page()
    number = registrar.page.locator("h1").inner_text().split(" · ")[0].strip()

    act(registrar, "Qualifier", {"kind": "Occupation du domaine public"})
    act(
        registrar,
        "Corriger les faits",
        {
            "subject": "Permission de voirie, 12 rue de la République",
            "name": "Couverture Le Meur",
            "address": "2 ZA de la Gare\n35997 Bourg-Témoin",
        },
    )
    case = registrar.page.url.split("?")[0]

    clerk = visit()
    clerk.sign_in(f"voirie@{DOMAIN}", PASSWORD)
    clerk.goto("/gestion/courriers/")
    clerk.follow("Permission de voirie, 12 rue de la République", exact=False)
    assert clerk.page.url.split("?")[0] == case
    clerk.press("Prendre")
    clerk.follow("Répondre")
    clerk.page.locator("[name=subject]").fill("Votre échafaudage rue de la République")
    clerk.page.locator("[contenteditable=true]").first.click()
    clerk.page.keyboard.type("Nous acceptons votre échafaudage du 2 au 27 novembre.")
    expect(clerk.page.locator("[name=channel][value=paper]")).to_be_checked()
    clerk.check_page()
    clerk.press("Envoyer")
    expect(clerk.page.get_by_role("link", name="Imprimer la lettre").first).to_be_visible()
    clerk.check_page()
    address = clerk.page.get_by_role("link", name="Imprimer la lettre").first.get_attribute("href")
    answer = clerk.context.request.get(f"{town.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    words = words_of(answer.body())
    for expected in ("Couverture Le Meur", "2 ZA de la Gare", "35997 Bourg-Témoin", "échafaudage du 2 au 27 novembre"):
        assert expected in words
    assert number in words


def act(person: Visitor, action: str, told: dict[str, str]) -> None:
    """One action of the case's menu, filled in and sent."""
    person.page.get_by_label("Autres actions").click()
    person.page.locator(".pv-menu").get_by_role("link", name=action).click()
    form = person.page.locator("form.pv-faire")
    for name, value in told.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    person.check_page()
    form.locator("button[type=submit]").click()
    expect(person.page.locator(".messages .success")).to_be_visible()


def words_of(pdf: bytes) -> str:
    """The text layer of a PDF, on one line."""
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())
