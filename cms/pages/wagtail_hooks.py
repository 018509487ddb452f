"""The site's own screens in Wagtail's admin."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from cms.pages.admin_views import DutiesPanel, NewsCategoryViewSet
from cms.pages.alert_views import ALERTERS, AlertsPanel, AlertViewSet
from edm.organisation.api import Role, TownRequest, roles_of


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ModelViewSet]:
    return [NewsCategoryViewSet(), AlertViewSet()]


@hooks.register("construct_homepage_panels")
def panels_shown(request: TownRequest, panels: list[Any]) -> None:
    roles = roles_of(request.user, request.town)
    if not ALERTERS.isdisjoint(roles):
        panels.append(AlertsPanel(request))
    if Role.WEBMASTER in roles:
        panels.append(DutiesPanel(request))


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("pages/gestion.css"))
