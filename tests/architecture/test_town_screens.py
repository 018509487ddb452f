"""Each screen on a town's rows, asked without the gate before it: another town's row does not exist."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern
from wagtail.admin.viewsets import viewsets

from edm.organisation.admin_api import TownViewSet
from edm.organisation.api import Role, membership_grant
from portal import urls
from tests.architecture.world import Things, things_of
from tests.factories import TownHall

assert urls.urlpatterns  # Wagtail's registry is filled as they are read
SCREENS = [pytest.param(screen, id=screen.name) for screen in viewsets.viewsets if isinstance(screen, TownViewSet)]


@pytest.fixture
def own(a: TownHall) -> Things:
    """The administrator of town A may do everything there, and nothing elsewhere."""
    for role in (Role.REGISTRAR, Role.WEBMASTER):
        membership_grant(user=a.administrator, town=a.town, role=role)
    return things_of(a)


@pytest.fixture
def foreign(b: TownHall) -> Things:
    return things_of(b)


def key(screen: TownViewSet, things: Things) -> int:
    return int(things.values(screen.name, ["pk"])["pk"])


def asked(door: URLPattern, hall: TownHall, user: Any, pk: int, method: str = "get") -> HttpResponse:
    """What a view answers this person, in this town."""
    request: Any = getattr(RequestFactory(), method)("/", headers={"host": hall.host})
    request.user, request.town = user, hall.town
    try:
        response: HttpResponse = door.callback(request, **({"pk": pk} if names_a_row(door) else {}))
    except Http404:
        return HttpResponse(status=404)
    except PermissionDenied:
        return HttpResponse(status=403)
    return response


def names_a_row(door: URLPattern) -> bool:
    """An item of a meeting's agenda is found through its meeting: tests/cms/council opens it."""
    return set(door.pattern.converters) == {"pk"}


@pytest.mark.parametrize("screen", SCREENS)
def test_another_town_s_row_does_not_exist(screen: TownViewSet, a: TownHall, own: Things, foreign: Things) -> None:
    here, there = key(screen, own), key(screen, foreign)
    assert here != there, "give each town a row in tests/architecture/world.py"
    for door in filter(names_a_row, screen.get_urlpatterns()):
        assert asked(door, a, a.administrator, there, "post").status_code == 404, door.name
        # 405: the mailbox is tried by a button alone; 302: a paper that is not made yet leads back.
        for pk, expected in ((there, {404, 405}), (here, {200, 302, 405})):
            met = asked(door, a, a.administrator, pk)
            assert met.status_code in expected, door.name
            for close in met._resource_closers:  # a file: `close()` would close the database too
                close()


@pytest.mark.parametrize("screen", SCREENS)
def test_another_town_s_row_is_not_listed(screen: TownViewSet, a: TownHall, own: Things, foreign: Things) -> None:
    for door in screen.get_urlpatterns():
        if door.name in ("index", "index_results") and screen.name != "town":  # one town, so no list
            page: Any = asked(door, a, a.administrator, 0)
            listed = {row.pk for row in page.context_data["object_list"]}
            assert key(screen, own) in listed
            assert key(screen, foreign) not in listed


@pytest.mark.parametrize("screen", SCREENS)
def test_a_role_of_another_town_opens_nothing_here(screen: TownViewSet, a: TownHall, own: Things, b: TownHall) -> None:
    there = key(screen, things_of(b))
    for door in screen.get_urlpatterns():
        if "item" in door.pattern.converters:
            continue
        for method in ("get", "post"):
            assert asked(door, b, a.administrator, there, method).status_code == 403, door.name
