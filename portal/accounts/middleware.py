"""The gate of the back office, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from wagtail.permission_policies.collections import CollectionPermissionLookupMixin
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from edm.organisation.api import TownRequest, roles_anywhere, roles_of, town_at_address
from portal.accounts.access import WRITERS, rule_for
from portal.accounts.resumption import may_be_parked
from portal.accounts.second_factor import is_half_signed_in, is_on, is_required
from portal.accounts.views import sign_in_to_resume
from portal.accounts.ways import code_address

BACK_OFFICE = "/gestion/"
BACK_OFFICE_API = f"{BACK_OFFICE}api/"
# Sign-in lies before the gate.
OPEN_NAMES = frozenset({"gestion_login"})

PERMISSIONS_POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


class SecondFactorMiddleware:
    """A session that has not passed its account's second factor is nobody's, for every page but the code's.

    `request.session_user` is whose it would be. Lazy: a page that asks for nobody reads no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.session_user = user  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(  # type: ignore[assignment]
            lambda: AnonymousUser() if is_half_signed_in(user) else user
        )
        return self.get_response(request)


class BackOfficeMiddleware:
    """Nobody gets past without a role in the town of this address, and a line in portal.accounts.access.

    Whoever has no role here (a citizen, staff of another town) learns nothing: 404. Staff of the town whose
    role does not open an address get 403; an address or an object that is not of this town is a 404 for all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: TownRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = (request.resolver_match.view_name or "") if request.resolver_match else ""
        if not request.path_info.startswith(BACK_OFFICE) or name in OPEN_NAMES:
            return None
        if not request.user.is_authenticated:
            if may_be_parked(request):
                return sign_in_to_resume(request)
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if (town := town_at_address(request)) is None:
            raise Http404
        request.town, request.user = town, unwrapped(request.user)
        roles = roles_of(request.user, request.town)
        rule = rule_for(name)
        if not roles or rule is None:
            raise Http404
        if name != "wagtailadmin_logout" and is_required(request.user) and not is_on(request.user):
            return to_set_up(request)
        if not roles & rule.roles:
            raise PermissionDenied
        named = {**kwargs, **{f"positional_{number}": value for number, value in enumerate(args)}}
        if not rule.holds(request, request.town, named):
            raise Http404
        if roles_anywhere(request.user).isdisjoint(WRITERS):
            spare_wagtail(request.user)
        return None


def unwrapped(value: Any) -> Any:
    """The object itself, where each further look through its wrappers would cost; they lie in one another."""
    while (inner := getattr(value, "_wrapped", None)) is not None:
        value = inner
    return value


def spare_wagtail(user: Any) -> None:
    """Tell Wagtail at once what it would ask the database at each page: no right to pages, files or site settings.

    Its policies read these attributes of the account first; webmasters' groups alone have such rights
    (edm.organisation.services.role_group).
    """
    for policy in (PagePermissionPolicy, CollectionPermissionLookupMixin, SitePermissionPolicy):
        setattr(user, policy.permission_cache_name, [])


def to_set_up(request: TownRequest) -> HttpResponse:
    """Staff whose town requires a second factor set it up first; what no person reads as a page is refused."""
    is_page = (
        request.method in ("GET", "HEAD")
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and not request.path_info.startswith(BACK_OFFICE_API)
    )
    if not is_page:
        raise PermissionDenied
    return redirect(code_address(request.get_full_path(), name="accounts:factor_set_up"))


class HeadersMiddleware:
    """Headers that Django does not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
