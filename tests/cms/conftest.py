"""Who comes to the first town's site: a reader, and the person who writes it."""

from __future__ import annotations

import pytest
from django.test import Client

from edm.organisation.api import Role, Town, membership_grant
from tests.factories import user_make


@pytest.fixture
def reader(site_a: Town) -> Client:
    """Someone without an account, who asks town A's host."""
    return Client(headers={"host": "alpha.example"})


@pytest.fixture
def webmaster(site_a: Town) -> Client:
    person = user_make("webmestre@alpha.example")
    membership_grant(user=person, town=site_a, role=Role.WEBMASTER)
    client = Client(headers={"host": "alpha.example"})
    client.force_login(person, backend="portal.accounts.backends.LoginBackend")
    return client
