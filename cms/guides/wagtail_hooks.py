"""The guides' screens in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.guides.admin_views import GuideLinkViewSet, GuidesView
from edm.organisation.api import Role, roles_of


class GuidesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Role.WEBMASTER in roles_of(request.user, request.town)  # type: ignore[attr-defined]


@hooks.register("register_admin_viewset")
def register_viewset() -> GuideLinkViewSet:
    return GuideLinkViewSet()


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("fiches-pratiques/", GuidesView.as_view(), name="guides_desk")]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return GuidesMenuItem(_("Guides"), reverse_lazy("guides_desk"), name="fiches", icon_name="doc-full", order=350)
