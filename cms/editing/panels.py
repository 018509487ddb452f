"""The panel at the top of a page's editor: what is wrong, where, and what the page weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from cms.editing.gate import place_of
from cms.editing.models import PageHealth
from cms.editing.rules import Level, findings_of
from cms.editing.selectors import health_of
from cms.editing.subject import Subject, fresh_day


class QualityPanel(Panel):
    """Of the draft as it was last saved; the weight is that of the page online, measured by the worker."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editing/panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.latest_revision_id)

        def show_panel_furniture(self) -> bool:
            return False

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            page = self.instance
            health = health_of(page) or PageHealth(page_id=page.pk)
            fresh_on = fresh_day(page, health.reviewed_on)
            subject = Subject(page, fresh_on=fresh_on, phone_bytes=health.phone_bytes)
            rows = [(finding, place_of(page, finding)) for finding in findings_of(subject)]
            return super().get_context_data(parent_context) | {
                "errors": [row for row in rows if row[0].level == Level.ERROR],
                "warnings": [row for row in rows if row[0].level == Level.WARNING],
                "health": health,
                "fresh_on": fresh_on,
                "page": page,
            }
