"""How the kinds of result are called and drawn; their order is that of the list beside the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Kind:
    one: Any
    many: Any
    icon: str


KINDS = {
    "procedure": Kind(_("Procedure"), _("Procedures"), "pen"),
    "deliberation": Kind(_("Deliberation"), _("Deliberations"), "doc"),
    "order": Kind(_("Municipal order"), _("Municipal orders"), "doc"),
    "decision": Kind(_("Decision of the mayor"), _("Decisions of the mayor"), "doc"),
    "entry": Kind(_("Directory"), _("Directory"), "pin"),
    "news": Kind(pgettext_lazy("one item", "News"), pgettext_lazy("several items", "News"), "flag"),
    "event": Kind(_("Event"), _("Events"), "cal"),
    "guide": Kind(
        pgettext_lazy("of service-public.fr", "Guide"), pgettext_lazy("of service-public.fr", "Guides"), "folder"
    ),
    "page": Kind(_("Page"), _("Pages"), "info"),
}
