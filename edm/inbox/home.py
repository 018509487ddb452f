"""The mail on the first screen after sign-in: what waits, by view, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from edm.inbox.selectors import counts_for, views_for
from edm.organisation.requests import TownRequest
from edm.register.clock import local_date
from edm.register.models import Case


class MailPanel(Component):
    """The views of the inbox, each with its count."""

    name = "mail"
    template_name = "inbox/home_panel.html"
    order = 20

    def __init__(self, request: TownRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user, town = self.request.user, self.request.town
        views = views_for(user=user, town=town, today=local_date(town, timezone.now()))
        counts = counts_for(Case.objects.visible_to(user, town), views)
        return {"tiles": [(view, counts[view.code]) for view in views]}
