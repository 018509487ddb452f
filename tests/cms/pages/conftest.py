"""A town with its public site."""

from __future__ import annotations

from typing import Any

import pytest

from cms.pages.models import HomePage
from edm.organisation.api import Town


@pytest.fixture
def town(site_a: Town) -> Town:
    return site_a


@pytest.fixture
def other(town: Town, site_b: Town) -> Town:
    return site_b


@pytest.fixture
def home(town: Town) -> HomePage:
    page: HomePage = town.site.root_page.specific
    return page


@pytest.fixture
def add(home: HomePage) -> Any:
    def make(model: type, parent: Any = None, **fields: Any) -> Any:
        above = parent or home
        page = model(locale=above.locale, **fields)
        above.add_child(instance=page)
        page.save_revision().publish()
        return page

    return make
