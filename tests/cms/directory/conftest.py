"""Two towns with a site, and what their directories hold."""

from __future__ import annotations

from typing import Any

import pytest

from cms.directory.models import Entry
from edm.organisation.api import Town

WEEK = {"monday": "9h-12h, 14h-17h", "tuesday": "9h-12h"}


def entry_make(town: Town, name: str = "Voirie", kind: str = Entry.Kind.UNIT, **fields: Any) -> Entry:
    fields = {"published": True} | fields
    return Entry.objects.create(town=town, name=name, kind=kind, **fields)


@pytest.fixture
def town(site_a: Town) -> Town:
    return site_a


@pytest.fixture
def other(town: Town, site_b: Town) -> Town:
    return site_b


@pytest.fixture
def club(town: Town) -> Entry:
    return entry_make(
        town, "Club des Tanneurs", Entry.Kind.ASSOCIATION, phone="02 99 00 00 24", email="club@asso.example"
    )
