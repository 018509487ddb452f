"""Alerts in the back office: the list, the form, the end; and the panel that gives one in two clicks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.pages.alert_presets import PRESETS, alert_from
from cms.pages.alerts import Alert, end, running
from edm.organisation.admin_api import InTown, RolePolicy, TownCreateView, TownForm, TownViewSet
from edm.organisation.api import Role, Town, TownRequest

ALERTERS = frozenset({Role.WEBMASTER, Role.REGISTRAR, Role.ADMINISTRATOR})
WORDS = ("title", "text")


def other_languages(town: Town) -> list[str]:
    """The languages of the site besides the first."""
    root = town.site.root_page
    codes = root.get_translations().live().values_list("locale__language_code", flat=True)
    return [code for code in codes if code != settings.LANGUAGE_CODE]


class AlertForm(TownForm):
    """The words in each other language of the site stand below those of the first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = other_languages(self.instance.town)
        for code in self.languages:
            language = translation.get_language_info(code)["name_translated"].lower()
            told = self.instance.translations.get(code) or {}
            for name in WORDS:
                label = _("%(field)s, in %(language)s") % {"field": self.fields[name].label, "language": language}
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label,
                    required=False,
                    initial=told.get(name, ""),
                    max_length=self.fields[name].max_length,
                    widget=type(self.fields[name].widget)(),
                )
        self.order_fields(["tone", *WORDS, *(f"{name}_{code}" for code in self.languages for name in WORDS)])

    def save(self, commit: bool = True) -> Alert:
        self.instance.translations = self.instance.translations | {
            code: {name: self.cleaned_data[f"{name}_{code}"] for name in WORDS} for code in self.languages
        }
        saved: Alert = super().save(commit)
        return saved

    class Meta:
        model = Alert
        fields = ["tone", "title", "text", "starts_at", "ends_at", "page", "section", "dismissible"]
        widgets = {"text": AdminAutoHeightTextInput}


class AlertCreateView(TownCreateView):
    """Filled in beforehand by `?modele=` (PRESETS): one click to choose it, one to publish it."""

    submit_button_label = gettext_lazy("Put on the site")

    def get_initial_form_instance(self) -> Alert:
        town = self.request.town
        preset = PRESETS.get(self.request.GET.get("modele", ""))
        if preset is None:
            return Alert(town=town)
        return alert_from(preset, town, other_languages(town), settings.LANGUAGE_CODE)


class AlertEndView(InTown, SingleObjectMixin, View):  # type: ignore[misc] # its request has a town
    """Take an alert of the town off the site, from the first screen."""

    model = Alert
    permission_policy = RolePolicy(Alert, ALERTERS)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        alert = self.get_object()
        end(alert=alert)
        messages.success(request, _("“%(alert)s” is off the site.") % {"alert": alert})
        return redirect("wagtailadmin_home")


class AlertViewSet(TownViewSet):
    model = Alert
    name = "alertes"
    url_prefix = "alertes"
    icon = "warning"
    menu_label = gettext_lazy("Alerts")
    menu_order = 240
    add_to_admin_menu = True
    roles = ALERTERS
    form_class = AlertForm
    add_view_class = AlertCreateView
    list_display = [
        "title",
        Column("state_in_words", label=gettext_lazy("State")),
        Column("get_tone_display", label=gettext_lazy("Level")),
        DateColumn("starts_at", label=gettext_lazy("From")),
        DateColumn("ends_at", label=gettext_lazy("Until")),
    ]
    list_filter = ["tone"]
    search_fields = ["title", "text"]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("end/<int:pk>/", AlertEndView.as_view(), name="end")]


class AlertsPanel(Component):
    """What the site says now, and what it may have to say: on the first screen, so from a phone too."""

    order = 90
    template_name = "pages/gestion/alerts_panel.html"

    def __init__(self, request: TownRequest) -> None:
        self.running = list(running(request.town, timezone.now()))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        add = reverse("alertes:add")
        presets = [(f"{add}?modele={key}", preset) for key, preset in PRESETS.items()]
        return {"running": self.running, "presets": presets, "add_url": add, "request": parent_context["request"]}
