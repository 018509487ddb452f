"""Where a person goes on the way in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from edm.organisation.api import TownRequest, roles_of


def safe_next(request: TownRequest) -> str:
    """The `next` address that was asked for, if it leads to this very site; else an empty text."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fits else ""


def after_sign_in(request: TownRequest, user: Any) -> str:
    """Where to go once signed in: where one was going, else the back office for staff, else the account."""
    if address := safe_next(request):
        return address
    return reverse("wagtailadmin_home" if roles_of(user, request.town) else "accounts:home")


def code_address(onward: str, *, name: str = "account_second_factor") -> str:
    """The page of the code (or another of the way in), with the way on."""
    return reverse(name, query={"next": onward} if onward else None)
