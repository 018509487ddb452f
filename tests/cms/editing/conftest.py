"""The pages' world: town A with its site, and a webmaster signed in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from edm.organisation.api import Role, Town, membership_grant
from tests.cms.pages.conftest import add, home, other, town  # noqa: F401 - fixtures
from tests.factories import user_make


@pytest.fixture
def person(town: Town) -> Any:  # noqa: F811 - the fixture
    someone = user_make()
    membership_grant(user=someone, town=town, role=Role.WEBMASTER)
    return someone


@pytest.fixture
def webmaster(person: Any) -> Client:
    client = Client(headers={"host": "alpha.example"})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client
