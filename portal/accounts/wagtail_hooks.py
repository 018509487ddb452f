"""Accounts in Wagtail's admin: the people of the town hall; what Wagtail offers beyond it is taken away."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from edm.organisation.api import Role, TownRequest, roles_of
from portal.accounts.access import rule_for
from portal.accounts.counter_screens import CounterViewSet
from portal.accounts.people import PeopleViewSet


@hooks.register("insert_global_admin_js")
def start_without_inline_scripts() -> SafeString:
    return format_html('<script src="{}"></script>', static("accounts/gestion-init.js"))


@hooks.register("register_admin_viewset")
def people_screens() -> PeopleViewSet:
    return PeopleViewSet()


@hooks.register("register_admin_viewset")
def counter_screens() -> CounterViewSet:
    return CounterViewSet()


@hooks.register("register_account_menu_item")
def second_factor(request: TownRequest) -> dict[str, str]:
    """On the page of one's account in the back office."""
    return {
        "url": reverse("accounts:factor"),
        "label": _("Two-step sign-in"),
        "help_text": _("A code of your phone follows your password."),
    }


def opens(request: TownRequest, item: MenuItem) -> bool:
    """True if the gate would let this person in where a menu item leads; submenus are asked item by item."""
    if not item.url or item.url == "#":
        return True
    return bool(roles_at(item.url.partition("?")[0]) & roles_of(request.user, request.town))


@cache  # of the few addresses that menus have: which rule is theirs changes with a release
def roles_at(path: str) -> frozenset[Role]:
    """Whom the gate lets in at an address of the back office."""
    try:
        rule = rule_for(resolve(path).view_name)
    except Resolver404:
        rule = None
    return rule.roles if rule else frozenset()


@hooks.register("construct_main_menu", order=1000)
@hooks.register("construct_settings_menu", order=1000)
@hooks.register("construct_reports_menu", order=1000)
@hooks.register("construct_help_menu", order=1000)
def only_what_opens(request: TownRequest, items: list[Any]) -> None:
    """No menu leads to a closed door."""
    items[:] = [item for item in items if opens(request, item)]
