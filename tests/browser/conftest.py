"""A served town and a real browser, made once for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.town import ServedTown
from tests.browser.visitor import SCREEN, Visitor

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTown]:
    served = ServedTown(tmp_path_factory.mktemp("served") / "town")
    served.start()
    yield served
    served.stop()


# The package's, not the session's: Playwright's loop runs in this thread, where Django would refuse its database.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, town: ServedTown) -> Iterator[Callable[..., Visitor]]:
    """Bring a person to the town's address; at the end of the test nothing may have gone wrong for anyone."""
    visitors: list[Visitor] = []

    def come(width: int = SCREEN, **options: Any) -> Visitor:
        size = {"width": width, "height": 844 if width < 600 else 800}
        context = browser.new_context(viewport=size, locale="fr-FR", timezone_id="Europe/Paris", **options)
        visitors.append(Visitor(context, town.url))
        return visitors[-1]

    yield come
    problems = [problem for visitor in visitors for problem in visitor.close()]
    assert problems == []


@pytest.fixture
def letters() -> Path:
    return Path(__file__).resolve().parents[1] / "fixtures" / "letters"
