"""The form of an entry, in the order in which a webmaster knows things; and the panel of the home screen."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component

from cms.directory import selectors
from cms.directory.hours_blocks import WEEKDAYS
from edm.organisation.api import TownRequest

DAY_HELP = _("Like 9h-12h30, 14h-17h. Empty: closed.")

PANELS = [
    MultiFieldPanel(
        [FieldPanel("kind"), FieldPanel("name"), FieldPanel("summary"), FieldPanel("published")],
        heading=_("Who or what"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("website")], heading=_("Contact")
    ),
    MultiFieldPanel(
        [
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
            FieldPanel("accessibility"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        ],
        heading=_("Place"),
    ),
    MultiFieldPanel(
        [*(FieldPanel(name, help_text=DAY_HELP) for name in WEEKDAYS), FieldPanel("open_on_holidays")],
        heading=_("Opening hours of the week"),
    ),
    FieldPanel("seasons"),
    FieldPanel("exceptions"),
    MultiFieldPanel([FieldPanel("function"), FieldPanel("delegations")], heading=_("A person")),
    MultiFieldPanel(
        [FieldPanel("description"), FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("categories")],
        heading=_("Description"),
    ),
    MultiFieldPanel([FieldPanel("part_of"), FieldPanel("unit"), FieldPanel("position")], heading=_("Links and order")),
]


class ProposalsPanel(Component):
    """How many proposals wait to be read."""

    order = 120
    template_name = "directory/gestion/panel.html"

    def __init__(self, request: TownRequest) -> None:
        self.count = selectors.proposals_pending(request.town).count()

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": self.count, "url": reverse("entry_proposals:index")}
