"""Clerks who are signed in, and a letter of two pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import TownHall


@pytest.fixture
def sign_in() -> Callable[[TownHall, str], Client]:
    """A browser where this person of this town is signed in."""

    def signed_in(hall: TownHall, person: str) -> Client:
        client = Client(HTTP_HOST=hall.host)
        client.force_login(getattr(hall, person), backend="portal.accounts.backends.LoginBackend")
        return client

    return signed_in


@pytest.fixture
def picture() -> bytes:
    """A small picture of a page."""
    import io

    from PIL import Image

    target = io.BytesIO()
    Image.new("L", (210, 297), 240).save(target, "PNG")
    return target.getvalue()


def html_of(response: Any) -> str:
    return str(response.content.decode())
