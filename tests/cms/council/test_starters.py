"""The models to start from are whole, and well-formed."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.council.starters import FILES, starters
from edm.law.matters import MATTERS
from tests.factories import TownHall

KINDS = list(FILES)


def test_there_are_forty_and_more() -> None:
    assert sum(len(starters(nature)) for nature in KINDS) >= 40


@pytest.mark.parametrize("nature", KINDS)
def test_each_has_a_title_a_text_and_a_matter_that_exists(nature: str) -> None:
    for slug, starter in starters(nature).items():
        assert starter.slug == slug
        assert starter.title
        assert starter.text.startswith("<p>"), slug
        assert starter.text.count("[") == starter.text.count("]"), slug
        if nature != "notice":
            assert starter.matter in MATTERS, slug


@pytest.mark.django_db
def test_an_act_begins_with_a_model(a: TownHall) -> None:
    browser = Client(HTTP_HOST=a.host)
    browser.force_login(a.registrar, backend="portal.accounts.backends.LoginBackend")
    page = browser.get("/gestion/conseil/actes/new/", {"nature": "order", "modele": "circulation-travaux"})
    form = page.context["form"]
    assert form.instance.title.startswith("Réglementation temporaire")
    assert (form.instance.temporary, form.instance.to_transmit, form.instance.matter_code) == (True, False, "6.1")
    assert "Article 1er" in page.content.decode()
    assert browser.get("/gestion/conseil/actes/new/", {"nature": "order", "modele": "inconnu"}).status_code == 200
