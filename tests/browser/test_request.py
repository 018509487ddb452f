"""A procedure made by clicks, filed on a phone without script, answered, and the answer read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.town import DOMAIN, PASSWORD, ServedTown, text
from tests.browser.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "Réserver la salle des fêtes"
STRANGER = "awena.tanguy@courriel.example"
# kind of block, question, its other settings
QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Texte court", "Pour quel événement ?", {}),
    ("Date", "Quel jour ?", {}),
    ("Un seul choix", "Combien de temps ?", {"options": "Demi-journée\nJournée"}),
    ("Fichier", "Plan de la salle", {}),
)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    path = tmp_path_factory.mktemp("photos") / "plan de la salle.png"
    Image.new("RGB", (320, 200), "#7fb0a0").save(path)
    return path


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF as a clerk attaches it."""
    import pypdfium2

    path = tmp_path_factory.mktemp("papers") / "convention.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.save(path)
    document.close()
    return path


def test_a_procedure_made_by_clicks_is_filed_answered_and_read(
    visit: Callable[..., Visitor], town: ServedTown, photo: Path, paper: Path, tmp_path: Path
) -> None:
    webmaster = visit()
    procedure_make(webmaster)

    citizen = visit(PHONE, java_script_enabled=False)
    number, code = request_file(citizen, photo)
    assert code in text(town.mail(STRANGER, number))

    clerk = visit()
    clerk.sign_in(f"voirie@{DOMAIN}", PASSWORD)
    clerk.goto("/gestion/courriers/")
    row = clerk.page.locator("tr", has_text=number)
    expect(row).to_contain_text("Awena Tanguy")
    clerk.check_page()
    row.locator("a").first.click()
    expect(clerk.page.locator("main")).to_contain_text("Un mariage de 120 personnes")
    expect(clerk.page.locator("main img[src*='/page/1.jpg']").first).to_be_visible()
    clerk.press("Prendre")
    expect(clerk.page.locator(".messages .success")).to_be_visible()
    answer = reply_send(clerk, paper)

    # Who has no account reads it with the number and the code, still without script.
    notice = text(town.mail(STRANGER, "vous a écrit"))
    assert number in notice
    assert code in notice
    assert "vingt heures" not in notice  # the notice says nothing of the answer
    citizen.goto("/suivi/")
    citizen.check_page(axe=False)
    citizen.page.locator("main form input[type=text]").nth(0).fill(number)
    citizen.page.locator("main form input[type=text]").nth(1).fill(code)
    citizen.press("Voir ma demande")
    expect(citizen.page.locator("#messages")).to_contain_text("La salle est à vous dès vingt heures.")
    expect(citizen.page.locator("#messages")).to_contain_text(answer)
    citizen.page.screenshot(path=tmp_path / "suivi.png", full_page=True)
    link = citizen.page.locator("a[href*='/document/']", has_text="convention.pdf").first.get_attribute("href")
    document = citizen.context.request.get(f"{town.url}{link}")
    assert document.body() == paper.read_bytes()
    assert document.headers["content-type"] == "application/pdf"
    assert {line["number"] for line in town.register()} >= {number, answer}


def procedure_make(webmaster: Visitor) -> None:
    """From the back office's first screen to a live page, by clicks and keys alone."""
    page = webmaster.page
    webmaster.sign_in(f"webmaster@{DOMAIN}", PASSWORD)
    webmaster.check_page()
    webmaster.goto("/gestion/pages/")
    webmaster.page.locator("main tr", has_text="Saint-Exemple-sur-Vilaine").locator(".children a").first.click()
    webmaster.page.locator("main tr", has_text="Démarches").locator(".children a").click()
    page.get_by_label("Ajouter une sous-page").first.click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=intro]").fill("Pour une fête de famille ou une assemblée.")
    page.locator("[name=kind]").select_option(label="Signalement de voirie")
    steps = page.locator("#steps-root")
    if not page.locator("[name=steps-0-value-title]").count():
        steps.locator(".c-sf-add-button").first.click()
    page.locator("[name=steps-0-value-title]").fill("Votre réservation")
    questions = page.locator("[data-contentpath=fields]").first
    for place, (kind, label, more) in enumerate(QUESTIONS):
        block_choose(page, questions.locator(".c-sf-add-button").last, kind)
        name = f"steps-0-value-fields-{place}-value"
        page.locator(f"[name={name}-label]").fill(label)
        for field, value in more.items():
            page.locator(f"[name={name}-{field}]").fill(value)
    webmaster.check_page()
    actions = page.get_by_role("navigation", name="Actions (pied de page)")
    actions.get_by_role("button", name="Plus d'actions").click()
    page.locator("[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def block_choose(page: Page, button: Locator, kind: str) -> None:
    """Open Wagtail's list of blocks, again where it was shut by a late change of the form, as a person would."""
    option = page.locator(".w-combobox__option", has_text=kind).first
    for _ in range(4):
        button.click()
        try:
            option.click(timeout=5_000)
        except PlaywrightTimeoutError:
            continue
        return
    raise AssertionError(f"the list of blocks does not offer {kind!r}")


def request_file(citizen: Visitor, photo: Path) -> tuple[str, str]:
    """File it at 390 px: bad input first, nothing typed or uploaded is lost; the number and the code."""
    page = citizen.page
    citizen.expected.add(422)
    citizen.goto("/demarches/")
    citizen.follow(TITLE, exact=False)
    citizen.check_page(axe=False)
    citizen.follow("Commencer")
    page.get_by_label("Pour quel événement").fill("Un mariage de 120 personnes")
    page.locator("input[type=file]").set_input_files(photo)
    citizen.check_page(axe=False)
    page.locator("main form .b.large").first.click()

    summary = page.locator(".resume")
    expect(summary).to_be_visible()
    citizen.check_page(axe=False)
    assert page.title().startswith("Erreur")
    for link in summary.locator("a").all():
        assert page.locator(f"[id='{(link.get_attribute('href') or '#')[1:]}']").count() == 1
    expect(page.get_by_label("Pour quel événement")).to_have_value("Un mariage de 120 personnes")
    expect(page.locator("main form")).to_contain_text(photo.name)

    page.get_by_label("Demi-journée").check()
    page.locator("[name=contact_email]").fill("pas une adresse")
    page.locator("[name=contact_name]").fill("Awena Tanguy")
    page.locator("[name^=q]").first.is_visible()
    page.get_by_label("Quel jour").fill("31/12/2030")
    page.locator("main form .b.large").first.click()
    expect(summary.locator("a")).to_have_count(1)
    expect(page.locator("[name=contact_email]")).to_have_value("pas une adresse")
    expect(page.get_by_label("Quel jour")).to_have_value("31/12/2030")
    expect(page.get_by_label("Demi-journée")).to_be_checked()
    expect(page.locator("main form")).to_contain_text(photo.name)

    page.locator("[name=contact_email]").fill(STRANGER)
    page.locator("main form .b.large").first.click()
    expect(page.locator("p.numero")).to_be_visible()
    citizen.check_page(axe=False)
    number, code = page.locator("p.numero").inner_text().strip(), page.locator("p.titre.t2").inner_text().strip()
    page.reload()
    assert page.locator("p.numero").inner_text().strip() == number
    return number, code


def reply_send(clerk: Visitor, paper: Path) -> str:
    """Answer with a template and a document; the number of the departure."""
    page = clerk.page
    clerk.follow("Répondre")
    expect(page.locator("[name=channel][value=portal]")).to_be_checked()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type("La salle est à vous dès vingt heures.")
    page.wait_for_timeout(500)  # Draftail writes what was typed into the form a quarter of a second later
    page.locator("[name=template]").select_option(label="Demande transmise")
    page.locator("button[name=fill]").click()
    expect(page.locator("[contenteditable=true]").first).to_contain_text("enregistré sous le numéro")
    expect(page.locator("[contenteditable=true]").first).to_contain_text("La salle est à vous")
    page.locator("#id_files").set_input_files(paper)
    page.locator(".pv-joindre button[name=attach]").click()
    expect(page.locator(".pv-joindre")).to_contain_text("convention.pdf")
    clerk.check_page()
    clerk.press("Envoyer")
    done = page.locator(".messages .success").first
    expect(done).to_be_visible()
    clerk.check_page()
    found = re.search(r"\b[A-Z0-9][\w./-]*\d\b", done.inner_text())
    assert found
    return found.group()
