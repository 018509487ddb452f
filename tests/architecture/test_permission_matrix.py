"""Every address, with GET and POST, as every role, against one table."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import sites

from portal import urls
from tests.architecture.permissions import ELSEWHERE, OUTSIDERS, ROLES, STAFF, STUMBLES, TABLE, Door, door_for
from tests.architecture.world import Things, addresses, things_of
from tests.factories import TownHall

ALL = sorted({(name, tuple(arguments)) for name, _pattern, arguments in addresses()})
WALKED = [(name, arguments) for name, arguments in ALL if name not in ELSEWHERE]

CLOSED = ("missing", "forbidden", "no such method")


def met(response: HttpResponse) -> str:
    """What a person meets: open, sign-in, forbidden, missing, no such method or error."""
    if (
        response.status_code == 302
        and response.headers["Location"].startswith("/connexion/")
        and "next=" in response.headers["Location"]
    ):
        return "sign-in"
    # 401: the sign-in page itself, which keeps what a clerk typed after the session had ended.
    return {401: "sign-in", 403: "forbidden", 404: "missing", 405: "no such method", 500: "error"}.get(
        response.status_code, "open"
    )


def address_of(name: str, values: dict[str, Any]) -> str | None:
    """The address of a name; None for what has none of its own (Wagtail's catch-all)."""
    try:
        return reverse(name, kwargs=values) if values else reverse(name)
    except NoReverseMatch:
        return None


def ask(client: Client, method: str, address: str) -> str:
    """The answer, all it wrote undone, signing out too."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    for close in response._resource_closers:  # a file: `close()` would close the database too
        close()
    client.cookies = cookies
    return met(response)


def browser_of(role: str, hall: TownHall, people: dict[str, Any]) -> Client:
    client = Client(headers={"host": hall.host}, raise_request_exception=False)
    if role != "anonymous":
        client.force_login(people[role], backend="portal.accounts.backends.LoginBackend")
    return client


@pytest.fixture
def doors_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Thousands of requests ask whether a door opens: no page for a refusal, no log, no search for the site."""
    for status in (403, 404):
        monkeypatch.setattr(
            urls, f"handler{status}", lambda *_args, status=status, **_: HttpResponse(status=status), raising=False
        )
    monkeypatch.setattr(sites, "get_site_for_hostname", lru_cache(sites.get_site_for_hostname))
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def people(a: TownHall, b: TownHall) -> dict[str, Any]:
    from tests.factories import user_make

    return {
        **{role: getattr(a, role) for role in STAFF},
        "citizen": a.citizen,
        "other_citizen": user_make(),
        "webmaster_b": b.webmaster,
        "clerk_b": b.clerk,
        "administrator_b": b.administrator,
        "registrar_b": b.registrar,
    }


@pytest.fixture
def own(a: TownHall) -> Things:
    return things_of(a)


@pytest.fixture
def foreign(b: TownHall) -> Things:
    return things_of(b)


def test_every_address_stands_in_the_table() -> None:
    unknown = [name for name, _arguments in ALL if name not in ELSEWHERE and door_for(name) is None]
    assert unknown == [], "add them to tests/architecture/permissions.py"


def test_the_table_names_nothing_that_is_gone() -> None:
    names = {name for name, _arguments in ALL}
    spaces = {":".join(name.split(":")[:depth]) for name in names for depth in range(1, name.count(":") + 1)}
    gone = [line for line in TABLE if line.removesuffix(":*") not in (spaces if line.endswith(":*") else names)]
    assert gone == []


@pytest.mark.usefixtures("doors_alone")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.slow
def test_what_each_role_meets(role: str, a: TownHall, people: dict[str, Any], own: Things) -> None:
    client = browser_of(role, a, people)
    wrong = []
    for name, arguments in WALKED:
        door = door_for(name)
        address = address_of(name, own.values(name, list(arguments)))
        if door is None or address is None:
            continue
        wrong += [
            f"{method} {address} ({name}): {found}, not {door.expects(role)}"
            for method in ("get", "post")
            if not fits(door, role, found := ask(client, method, address))
            and not (found == "error" and name in STUMBLES)
        ]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_refusal_is_shown_to_each_role(role: str, a: TownHall, people: dict[str, Any]) -> None:
    client = browser_of(role, a, people)
    assert met(client.get("/nulle-part/")) == "missing"
    if role in STAFF:
        shut = "town:index" if role != "administrator" else "inbox:list"
        assert met(client.get(reverse(shut))) == "forbidden"


def fits(door: Door, role: str, found: str) -> bool:
    """An open door may still refuse (a view's own rule, a missing object); a closed one never opens."""
    expected = door.expects(role)
    if expected == "open":
        return found not in ("sign-in", "error")
    return found in (expected, "no such method")


@pytest.mark.usefixtures("doors_alone")
@pytest.mark.parametrize("role", STAFF)
def test_nothing_of_another_town_by_its_id(
    role: str, a: TownHall, people: dict[str, Any], own: Things, foreign: Things
) -> None:
    client = browser_of(role, a, people)
    wrong = []
    for name, arguments in WALKED:
        here, there = own.values(name, list(arguments)), foreign.values(name, list(arguments))
        door = door_for(name)
        if here == there or door is None or door.kind != "desk":
            continue
        address = address_of(name, there)
        if address is None:
            continue
        for method in ("get", "post"):
            if (found := ask(client, method, address)) not in CLOSED:
                wrong.append(f"{method} {address} ({name}): {found}")
    assert wrong == []


def test_outsiders_are_known() -> None:
    assert set(OUTSIDERS) | set(STAFF) | {"anonymous"} == set(ROLES)
