"""Makes the pictures of the README from a running demonstration town.

python docs/images/make.py http://localhost:8000 PASSWORD

The password is PARVIS_DEMO_PASSWORD, the one `make run` prints beside the accounts.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 900}
REGISTRAR = "registrar@saint-exemple.example"
LETTER = "camion à pizzas"


def keep(page: Page, name: str) -> None:
    """The window as a PNG of few colours: the drawings have few, and a README is read on slow lines too."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(colors=128, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)


def main(address: str, password: str) -> None:
    """The home page, the inbox and a scanned letter."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="fr-FR", base_url=address)
        page.goto("/")
        keep(page, "home")
        page.goto("/connexion/")
        page.fill("input[name=login]", REGISTRAR)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url("**/gestion/**")
        page.goto("/gestion/courriers/?vue=all")
        keep(page, "inbox")
        page.get_by_role("link", name=LETTER).first.click()
        keep(page, "case")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
