"""The staff search in Wagtail's admin: its address and its place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from edm.inbox.permissions import may_read_mail
from edm.search import urls


class SearchMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_mail(request.user, request.town)  # type: ignore[attr-defined]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    return [path("recherche/", include(urls))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return SearchMenuItem(
        pgettext_lazy("noun", "Search"),
        reverse_lazy("staff_search:results"),
        name="recherche",
        icon_name="search",
        order=20,
    )
