"""The council's screens in Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.council.admin_views import CouncilGroup
from cms.council.desk.roles import ROLES
from cms.council.panel import CouncilPanel
from edm.organisation.api import TownRequest, roles_of


@hooks.register("register_admin_viewset")
def register_viewset() -> CouncilGroup:
    return CouncilGroup()


@hooks.register("construct_homepage_panels")
def council_shown(request: TownRequest, panels: list[Component]) -> None:
    if ROLES & roles_of(request.user, request.town):
        panels.append(CouncilPanel(request))
