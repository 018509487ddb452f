"""Whole addresses, for what is read outside the site: an e-mail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.requests.codes import code_shown
from portal.requests.models import ServiceRequest


def absolute(town: Any, path: str) -> str:
    """The path on the town's own site."""
    return f"{town.site.root_url}{path}"


def tracking_url(row: ServiceRequest) -> str:
    """Where the citizen follows a request: in the account, or by number and code (filled in, sent by a button)."""
    if row.user_id:
        return absolute(row.town, reverse("requests:detail", args=[row.pk]))
    return absolute(row.town, reverse("requests:track"))


def tracking_words(row: ServiceRequest) -> tuple[str, str]:
    """The link and, without an account, the code to type there."""
    return tracking_url(row), code_shown(row.tracking_code)
