"""The directory's screens in Wagtail's admin."""

from typing import Any

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from cms.directory.admin_views import DirectoryGroup
from cms.directory.choosers import entry_chooser
from cms.directory.panels import ProposalsPanel
from edm.organisation.api import Role, TownRequest, roles_of


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet | ViewSetGroup]:
    return [DirectoryGroup(), entry_chooser]


@hooks.register("construct_homepage_panels")
def proposals_shown(request: TownRequest, panels: list[Any]) -> None:
    if Role.WEBMASTER in roles_of(request.user, request.town):
        panels.append(ProposalsPanel(request))
