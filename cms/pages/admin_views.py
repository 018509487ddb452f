"""The webmaster's screens beside the pages: the topics of the news."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.pages.news import NewsCategory
from edm.organisation.admin_api import TownViewSet
from edm.organisation.api import Role


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
