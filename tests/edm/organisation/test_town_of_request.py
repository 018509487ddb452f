"""The town of an address is the one whose site Wagtail would serve there."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from wagtail.models import Site

from edm.organisation.models import Town
from tests.factories import town_site

ADDRESSES = [
    "mairie.example",
    "mairie.example:8000",
    "autre.example",
    "autre.example:81",
    "inconnue.example",
    "[::1]:80",
]


@pytest.mark.django_db
@pytest.mark.parametrize("default", ["mairie.example", "autre.example", ""])
@pytest.mark.parametrize("second_port", [None, 81])
def test_the_site_is_the_one_wagtail_finds(default: str, second_port: int | None) -> None:
    town_site("Une", "35001", hostname="mairie.example")
    town_site("Autre", "35002", hostname="autre.example")
    if second_port:
        twin = town_site("Jumelle", "35003", hostname="jumelle.example")
        Site.objects.filter(town=twin).update(hostname="autre.example", port=second_port)
    Site.objects.update(is_default_site=False)
    Site.objects.filter(hostname=default, port=80).update(is_default_site=True)
    for address in ADDRESSES:
        request = RequestFactory().get("/", headers={"host": address})
        found = Town.objects.at_address(request)
        assert found == Town.objects.for_request(request)
        wanted = Site.find_for_request(request)
        assert (found and found.site_id) == (wanted and wanted.pk), address


@pytest.mark.django_db
def test_one_query(django_assert_num_queries: object) -> None:
    town_site("Une", "35001", hostname="mairie.example", is_default=True)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert Town.objects.at_address(RequestFactory().get("/")).name == "Une"
