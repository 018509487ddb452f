"""A meeting of fifteen items as a clerk holds it: from nothing to published minutes, the wrong things refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.browser.town import DOMAIN, PASSWORD, ServedTown
from tests.browser.visitor import PHONE, SCREEN, Visitor
from tests.trials.droppers import text_pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLES = (
    "Approbation du procès-verbal",
    *(f"Affaire numéro {n}" for n in range(2, 14)),
    "Décisions du maire",
    "Questions",
)


class Desk:
    """The clerk's hands: one small form at a time, by its button."""

    def __init__(self, clerk: Visitor) -> None:
        self.clerk, self.page = clerk, clerk.page
        clerk.expected.add(422)  # a refusal says so

    def form_of(self, action: str, value: str = "") -> Locator:
        """The form of a button, unfolded first when it lies in details."""
        button = self.page.locator(f"button[name=action][value={action}]").first
        form = self.page.locator("form").filter(has=button).first
        folded = self.page.locator("details:not([open])").filter(has=form)
        if folded.count():
            folded.first.locator("summary").first.click()
        return form

    def do(self, action: str, **fields: str) -> None:
        form = self.form_of(action)
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator(f"button[name=action][value={action}]").first.click()
        self.page.wait_for_load_state()

    def vote(self, against: int) -> None:
        """A public ballot in which the last ones vote against."""
        form = self.form_of("public")
        choices = form.locator("fieldset")
        total = choices.count()
        for place in range(total - against, total):
            choices.nth(place).locator("input[value=against]").check()
        form.locator("button[value=public]").click()
        self.page.wait_for_load_state()

    def refused(self, words: str) -> None:
        expect(self.page.locator(".pv-refus").first).to_contain_text(words)

    def next(self) -> None:
        self.page.locator("a[rel=next]").click()
        self.page.wait_for_load_state()

    def attendance(self) -> int:
        """Go to who is there; how many members there are."""
        self.clerk.follow("Présences")
        people = self.page.locator("fieldset.pv-qui")
        expect(people.first).to_be_visible()
        return people.count()

    def attend(self, absent: int, proxies: dict[int, int] | None = None) -> None:
        """All present but the last `absent`; `proxies`: of whom (by rank) to whom."""
        people = self.page.locator("fieldset.pv-qui")
        total = people.count()
        ids = [people.nth(n).locator("select").get_attribute("name").split("-")[1] for n in range(total)]  # type: ignore[union-attr]
        for place in range(total):
            state = "excused" if place >= total - absent else "present"
            people.nth(place).locator(f"input[value={state}]").check()
            people.nth(place).locator("select").select_option("")
        for giver, holder in (proxies or {}).items():
            people.nth(giver).locator("select").select_option(ids[holder])
        self.do("record")

    def open(self) -> None:
        form = self.form_of("open")
        for name, place in (("chair", 1), ("secretary", 2)):
            form.locator(f"[name={name}]").select_option(index=place)
        form.locator("button[value=open]").click()
        self.page.wait_for_load_state()


def meeting_new(desk: Desk, day: date) -> str:
    """Begun on the first screen; its workbench's address."""
    desk.clerk.goto("/gestion/")
    desk.clerk.follow("Préparer une séance du conseil")
    page = desk.page
    page.locator("[name=body]").select_option(index=1)
    page.locator("[name=date]").fill(f"{day:%Y-%m-%d}")
    page.keyboard.press("Escape")
    page.locator("[name=time]").fill("20:00")
    page.keyboard.press("Escape")
    page.locator("[name=place]").fill("Salle du conseil")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    expect(page.locator("#h-ordre")).to_be_visible()
    return page.url


def step(desk: Desk, word: str, act: str) -> None:
    """One step of an act's life, from its own screen: `act` is its address."""
    number = next(part for part in reversed(act.split("/")) if part.isdecimal())
    desk.clerk.goto(f"/gestion/conseil/actes/{word}/{number}/")
    button = desk.page.locator("main form button[type=submit]")
    if button.count():
        button.first.click()
        desk.page.wait_for_load_state()


def test_a_meeting_of_yesterday_is_taken_down_and_its_deliberation_put_online(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    """Convened on paper before the town had the site: the delay holds all the same."""
    clerk = visit()
    clerk.sign_in(f"registrar@{DOMAIN}", PASSWORD)
    desk, page = Desk(clerk), clerk.page
    day = timezone.localdate() - timedelta(days=1)
    workbench = meeting_new(desk, day)
    desk.do("add", title="Tarif du bois de chauffage", kind="deliberation")
    desk.do("convene")
    desk.refused("Trop tard")
    desk.do("convened", sent_on=f"{day - timedelta(days=2):%Y-%m-%d}")
    desk.refused("Trop tard")
    clerk.check_page()
    desk.do("convened", sent_on=f"{day - timedelta(days=8):%Y-%m-%d}")
    expect(page.locator("#convoquer")).to_contain_text("convoqués")
    desk.attendance()
    desk.attend(0)
    desk.open()
    desk.do("unanimous")
    clerk.goto(workbench)
    desk.do("close")
    address = page.locator("section[aria-labelledby=h-actes] a").first.get_attribute("href") or ""
    step(desk, "publier", address)
    expect(page.locator("main")).to_contain_text("pas encore signé")
    signed = tmp_path / "deliberation.pdf"
    signed.write_bytes(text_pdf("Le conseil fixe le prix du bois"))
    number = next(part for part in reversed(address.split("/")) if part.isdecimal())
    clerk.goto(f"/gestion/conseil/actes/signer/{number}/")
    clerk.check_page()
    page.locator("main input[type=file]").first.set_input_files(signed)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    step(desk, "publier", address)

    reader = visit(PHONE)
    reader.goto("/conseil/deliberations/")
    reader.follow("Tarif du bois de chauffage", exact=False)
    expect(reader.page.locator("main")).to_contain_text("Unanimité")
    reader.check_page()
    link = reader.page.locator("a[href$='document.pdf']").first.get_attribute("href") or ""
    online = reader.context.request.get(f"{reader.url}{link}").body()
    assert hashlib.sha256(online).hexdigest() in (reader.page.locator("main").text_content() or "")


def test_a_meeting_from_nothing_to_published_minutes(
    visit: Callable[..., Visitor], town: ServedTown, tmp_path: Path
) -> None:
    clerk = visit()
    clerk.sign_in(f"registrar@{DOMAIN}", PASSWORD)
    desk, page = Desk(clerk), clerk.page
    first = timezone.localdate() + timedelta(days=20)
    workbench = meeting_new(desk, first)
    clerk.check_page()
    desk.do("convene")
    desk.refused("")  # an empty agenda is no convocation
    for title in TITLES:
        kind = {"Décisions du maire": "information", "Questions": "question"}.get(title)
        desk.do("add", title=title, **({"kind": kind} if kind else {}))
    expect(page.locator(".pv-ordre > li")).to_have_count(15)
    page.set_viewport_size({"width": PHONE, "height": 844})
    clerk.check_page(axe=False)
    page.set_viewport_size({"width": SCREEN, "height": 800})
    desk.do("convene")
    expect(page.locator("#convoquer")).to_contain_text("convoqués")

    # Attendance: a proxy never makes the quorum, nobody holds two.
    total = desk.attendance()
    desk.attend(2, {total - 1: 0, total - 2: 0})
    desk.refused("pouvoir")
    few = total - total // 2  # half of them, and proxies of the others
    desk.attend(few, {total - 1 - n: n for n in range(min(few, total - few))})
    expect(page.locator(".pv-etat--non")).to_contain_text("non comptés dans le quorum")
    clerk.check_page()
    desk.open()
    if page.locator(".pv-refus").count() == 0:
        desk.do("unanimous")
    desk.refused("quorum")
    clerk.goto(workbench)
    desk.attendance()
    desk.attend(2, {total - 1: 0})
    if page.locator("button[name=action][value=open]").count():
        desk.open()
    else:
        clerk.goto(workbench)
        page.locator(".pv-ordre a").first.click()

    # Each way an item ends.
    desk.do("postponed")  # no earlier minutes wait
    desk.next()
    desk.vote(total)  # rejected
    expect(page.locator("#h-resultat + *, .pv-etat").first).to_be_visible()
    desk.next()
    desk.do("withdrawn")
    desk.next()
    desk.do("secret", votes_for=str(total), votes_against="5")
    desk.refused("")
    voters = total - 1
    desk.do("secret", votes_for=str(voters - 2), votes_against="1", abstentions="1")
    desk.next()
    desk.vote(2)
    clerk.check_page()
    for _item in range(6, 14):
        desk.next()
        desk.do("unanimous")
    for _item in (14, 15):
        desk.next()
        desk.do("noted")
    clerk.goto(workbench)
    desk.do("close")
    desk.do("list")
    clerk.check_page()

    # What the council did not adopt is never put online.
    clerk.goto(workbench)
    acts = page.locator("section[aria-labelledby=h-actes] a")
    addresses = [acts.nth(n).get_attribute("href") or "" for n in range(acts.count())]
    words = [acts.nth(n).locator("xpath=..").inner_text() for n in range(acts.count())]
    by_result = {
        result: place
        for place, text in zip(addresses, words, strict=True)
        for result in ("doptée", "ejetée")
        if result in text
    }
    signed = tmp_path / "signe.pdf"
    signed.write_bytes(text_pdf("Signé"))
    step(desk, "publier", by_result["ejetée"])
    expect(page.locator("main")).to_contain_text("Le conseil ne l’a pas adoptée")
    step(desk, "publier", by_result["doptée"])
    expect(page.locator("main")).to_contain_text("pas encore signé")
    clerk.check_page()

    # The minutes: written, corrected, approved by the next meeting, signed, online.
    clerk.goto(workbench)
    desk.do("write")
    minutes = f"{workbench.split('?')[0].rstrip('/')}/proces-verbal/"
    clerk.goto(minutes)
    clerk.check_page()
    desk.do("save")
    second = meeting_new(desk, first + timedelta(days=30))
    desk.do("add", title="Approbation du procès-verbal")
    desk.do("convene")
    desk.attendance()
    desk.attend(0)
    desk.open()
    desk.do("unanimous")
    clerk.goto(second)
    desk.do("close")
    clerk.goto(minutes)
    desk.do("publish")
    desk.refused("sign")
    page.locator("input[name=upload]").set_input_files(signed)
    desk.do("sign")
    desk.do("publish")
    clerk.check_page()

    reader = visit(PHONE)
    reader.goto("/conseil/")
    reader.follow(f"{first.day} ", exact=False)
    expect(reader.page.locator("main")).to_contain_text("Affaire numéro 2")
    expect(reader.page.locator("main")).to_contain_text("Rejetée")
    reader.check_page()
