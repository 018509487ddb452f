"""A town with its public site."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from wagtail.models import Site

from cms.pages import cache as page_cache
from cms.pages import generation
from cms.pages.models import HomePage
from cms.pages.services import site_create
from edm.organisation.api import Town, town_create


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    """Each test begins with nothing remembered, in French: a request leaves its language behind."""
    translation.activate("fr")
    page_cache._pages.clear()
    generation._parts.clear()
    cache.clear()


def make_town(name: str, insee_code: str, hostname: str, *, is_default: bool = False) -> Town:
    if is_default:
        Site.objects.filter(is_default_site=True).delete()
    site = site_create(hostname=hostname, port=80, name=name, is_default=is_default)
    return town_create(
        site=site,
        name=name,
        slug=name.lower(),
        insee_code=insee_code,
        address="1 place de la Mairie",
        postcode="35000",
        city=name,
        phone="02 99 00 00 00",
        email=f"mairie@{hostname}",
        dpo_contact=f"dpo@{hostname}",
    )


@pytest.fixture
def town(db: None) -> Town:
    return make_town("Alpha", "35001", "alpha.example", is_default=True)


@pytest.fixture
def other(town: Town) -> Town:
    return make_town("Bravo", "35002", "bravo.example")


@pytest.fixture
def home(town: Town) -> HomePage:
    page: HomePage = town.site.root_page.specific
    return page


@pytest.fixture
def reader(town: Town) -> Client:
    """Someone without an account, who asks town A's host."""
    return Client(headers={"host": "alpha.example"})


@pytest.fixture
def add(home: HomePage) -> Any:
    def make(model: type, parent: Any = None, **fields: Any) -> Any:
        above = parent or home
        page = model(locale=above.locale, **fields)
        above.add_child(instance=page)
        page.save_revision().publish()
        return page

    return make
