"""Operations in Wagtail's admin: those who can have it set right are told what is off on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from edm.organisation.api import Role, roles_of
from portal.operations.capabilities import Lack, install_command, lacks
from portal.operations.home import StartsPanel, starts_for

TOLD = frozenset({Role.ADMINISTRATOR, Role.REGISTRAR})


class LacksPanel(Component):
    """The features that are off, and the command that brings them."""

    name = "lacks"
    template_name = "operations/lacks_panel.html"
    order = 10

    def __init__(self, found: tuple[Lack, ...]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"lacks": self.found, "command": install_command(self.found)}


@hooks.register("construct_homepage_panels")
def lacks_shown(request: HttpRequest, panels: list[Component]) -> None:
    if TOLD & roles_of(request.user, request.town) and (found := lacks()):  # type: ignore[attr-defined]
        panels.append(LacksPanel(found))


@hooks.register("construct_homepage_panels")
def starts_shown(request: HttpRequest, panels: list[Component]) -> None:
    if starts := starts_for(request):  # type: ignore[arg-type]
        panels.append(StartsPanel(starts))
