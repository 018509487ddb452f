"""The columns of the list: each a cell template of ours in Wagtail's table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column


class CellColumn(Column):
    """A cell that reads the case itself."""

    def __init__(self, name: str, *, label: Any, template: str, **kwargs: Any) -> None:
        super().__init__(name, label=label, accessor="pk", **kwargs)
        self.cell_template_name = template

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["case"] = instance
        context["query"] = parent_context.get("case_query", "")
        context["today"] = parent_context.get("today")
        return context


COLUMNS = [
    CellColumn("subject", label=_("Subject"), template="inbox/cells/subject.html", classname="title"),
    CellColumn("origin", label=_("Channel"), template="inbox/cells/channel.html", classname="pv-c-canal"),
    CellColumn("unit", label=_("Unit"), template="inbox/cells/unit.html", classname="pv-c-service"),
    CellColumn("assignee", label=_("In charge"), template="inbox/cells/assignee.html", classname="pv-c-suivi"),
    CellColumn(
        "received",
        label=_("Received"),
        template="inbox/cells/received.html",
        classname="pv-c-recu",
        sort_key="received_at",
    ),
    CellColumn("due", label=_("Deadline"), template="inbox/cells/due.html", classname="pv-c-du", sort_key="due"),
    CellColumn("state", label=_("State"), template="inbox/cells/state.html", classname="pv-c-etat"),
]
