"""Old addresses that lead to new ones, kept within the town: Wagtail's own screens look across towns.

Wagtail adds one by itself when a page is moved or its address changes; these screens show them and add others.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.contrib.redirects.models import Redirect

from edm.organisation.admin_api import TownCreateView, TownForm, TownIndexView, TownViewSet
from edm.organisation.api import Role


class RedirectForm(TownForm):
    """From an address of this site to one of its pages, or else to any address."""

    def clean_old_path(self) -> str:
        path = Redirect.normalise_path(self.cleaned_data["old_path"])
        same = Redirect.objects.filter(site=self.instance.site, old_path=path).exclude(pk=self.instance.pk)
        if path in ("", "/"):
            raise ValidationError(_("Write the old address after the name of the site, such as /old-page"))
        if same.exists():
            raise ValidationError(_("This address is redirected already: change that line."))
        return path

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        page, link = cleaned.get("redirect_page"), cleaned.get("redirect_link")
        if bool(page) == bool(link) and "redirect_link" not in self.errors:
            self.add_error("redirect_page", _("Choose a page, or else write an address: one of the two."))
        elif link and not link.startswith(("https://", "http://", "/")):
            self.add_error("redirect_link", _("Begin the address with https:// or with /"))
        return cleaned


class RedirectIndexView(TownIndexView):
    page_title = gettext_lazy("Redirected addresses")


class RedirectCreateView(TownCreateView):
    page_title = gettext_lazy("New redirected address")

    def get_initial_form_instance(self) -> Redirect:
        return Redirect(site=self.request.town.site)


class RedirectViewSet(TownViewSet):
    model = Redirect
    name = "adresses"
    url_prefix = "adresses"
    icon = "redirect"
    menu_label = gettext_lazy("Redirected addresses")
    menu_order = 330
    add_to_admin_menu = True
    roles = frozenset({Role.WEBMASTER})
    town_field = "site__town"
    index_view_class = RedirectIndexView
    add_view_class = RedirectCreateView
    list_display = [
        "old_path",
        "redirect_page",
        "redirect_link",
        BooleanColumn("automatically_created", label=gettext_lazy("by itself")),
    ]
    search_fields = ["old_path", "redirect_link"]
    ordering = ["old_path"]
    panels = [
        FieldPanel("old_path", help_text=gettext_lazy("After the name of the site: /old-page")),
        FieldPanel("redirect_page"),
        FieldPanel("redirect_link", help_text=gettext_lazy("Instead of a page: https://… or /…")),
        FieldPanel("is_permanent"),
    ]

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=RedirectForm).bind_to_model(self.model)
