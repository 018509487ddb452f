"""The webmaster's screens beside the pages: the topics of the news, what the law asks of the site."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.pages.accessibility import AccessibilitySettings
from cms.pages.news import NewsCategory
from edm.organisation.admin_api import TownViewSet
from edm.organisation.api import Role, TownRequest


class NewsCategoryViewSet(TownViewSet):
    model = NewsCategory
    name = "themes-actualites"
    icon = "tag"
    menu_label = _("Topics of the news")
    menu_order = 250
    add_to_admin_menu = True
    roles = frozenset({Role.WEBMASTER})
    form_fields = ["name", "slug"]
    list_display = ["name", "slug"]
    search_fields = ["name"]


class DutiesPanel(Component):
    """What the law asks and the site has not yet: an audit that holds, a plan that goes on."""

    order = 200
    template_name = "pages/gestion/duties_panel.html"

    def __init__(self, request: TownRequest) -> None:
        self.site = request.town.site

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        duties = AccessibilitySettings.of(self.site).duties(timezone.localdate())
        address = reverse("wagtailsettings:edit", args=["cms_pages", "accessibilitysettings", self.site.pk])
        return {"duties": duties, "url": address}
