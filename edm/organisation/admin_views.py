"""The town's own settings, its legal bodies and its units: the administrator's screens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup

from edm.organisation.admin_api import TownDeleteView, TownEditView, TownForm, TownIndexView, TownViewSet
from edm.organisation.models import LegalBody, Town, Unit
from edm.organisation.services import unit_delete
from edm.organisation.values import contrast

# White text stands on the main colour, ink on the accent (WCAG AAA, as the theme corrects them).
READABLE = 7
INK = "#16211f"


class SettingsIndexView(TownIndexView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is one town to set: its form."""
        return redirect(reverse("town:edit", args=[self.request.town.pk]))


class SettingsEditView(TownEditView):
    def save_instance(self) -> Town:
        town: Town = super().save_instance()
        if contrast(town.colour_town, "#ffffff") < READABLE:
            messages.warning(
                self.request, _("The main colour is light: the site darkens it, so that white text on it can be read.")
            )
        if contrast(town.colour_accent, INK) < READABLE:
            messages.warning(
                self.request, _("The accent colour is dark: the site lightens it, so that text on it can be read.")
            )
        return town


class SettingsViewSet(TownViewSet):
    model = Town
    name = "town"
    url_prefix = "mairie/reglages"
    icon = "cog"
    menu_label = gettext_lazy("Settings of the town")
    actions = frozenset({"change", "view"})
    town_field = "pk"
    add_to_reference_index = True  # the page of a picture says that it is the arms
    index_view_class = SettingsIndexView
    edit_view_class = SettingsEditView
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel(name) for name in ("name", "mayor", "population", "address", "postcode", "city")],
                heading=gettext_lazy("The town"),
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("phone", "email", "dpo_contact")], heading=gettext_lazy("Contacts")
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("arms", "colour_town", "colour_accent")], heading=gettext_lazy("Look")
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("holiday_zone", "time_zone")], heading=gettext_lazy("Calendar")
            ),
            MultiFieldPanel([FieldPanel("second_factor_required")], heading=gettext_lazy("Security")),
        ],
        base_form_class=TownForm,
    )


class LegalBodyViewSet(TownViewSet):
    model = LegalBody
    name = "bodies"
    url_prefix = "mairie/personnes-morales"
    icon = "site"
    menu_label = gettext_lazy("Legal bodies")
    form_fields = ["name", "kind", "siren", "arrival_pattern", "departure_pattern"]
    list_display = ["name", "kind", "siren"]


class UnitDeleteView(TownDeleteView):
    def delete_action(self) -> None:
        unit_delete(unit=self.object)


class UnitViewSet(TownViewSet):
    model = Unit
    delete_view_class = UnitDeleteView
    name = "units"
    url_prefix = "mairie/services"
    icon = "group"
    menu_label = gettext_lazy("Units")
    town_field = "body__town"
    form_fields = ["body", "name", "slug", "email", "phone", "address", "is_registry"]
    list_display = ["name", "body", "email", "phone"]


class TownHallGroup(ViewSetGroup):
    menu_label = gettext_lazy("Town hall")
    menu_icon = "home"
    menu_name = "mairie"
    menu_order = 700
    items = (SettingsViewSet, LegalBodyViewSet, UnitViewSet)
