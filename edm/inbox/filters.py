"""The inbox's filters, in Wagtail's own drawer."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import SuffixedMultiWidget
from wagtail.admin.filters import WagtailFilterSet

from edm.inbox.selectors import OPEN_STATES
from edm.organisation.models import Membership
from edm.register.models import Case, CaseKind, Channel

STATE_CHOICES = [("open", _("Not ended")), ("ended", _("Ended")), *Case.State.choices]


class DateRangeWidget(SuffixedMultiWidget):
    """Two dates of the browser's own kind: Wagtail's pickers carry inline scripts, which our policy forbids."""

    template_name = "wagtailadmin/widgets/range_input.html"
    suffixes = ["from", "to"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        date_input = {"type": "date"}
        widgets = (
            forms.DateInput(attrs=date_input | {"aria-label": _("From the day")}, format="%Y-%m-%d"),
            forms.DateInput(attrs=date_input | {"aria-label": _("Until the day")}, format="%Y-%m-%d"),
        )
        super().__init__(widgets, attrs)

    def decompress(self, value: slice | None) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


def _kinds(request: Any) -> QuerySet[CaseKind]:
    return CaseKind.objects.filter(town=request.town.pk)


class CaseFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=STATE_CHOICES, widget=forms.CheckboxSelectMultiple, method="filter_state"
    )
    unit = django_filters.MultipleChoiceFilter(label=_("Unit"), widget=forms.CheckboxSelectMultiple)
    origin = django_filters.MultipleChoiceFilter(
        label=_("Channel"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.ModelMultipleChoiceFilter(
        label=_("Kind"), queryset=_kinds, widget=forms.CheckboxSelectMultiple
    )
    assignee = django_filters.MultipleChoiceFilter(label=_("In charge"), widget=forms.CheckboxSelectMultiple)
    received = django_filters.DateFromToRangeFilter(
        label=_("Received"), field_name="received_at", widget=DateRangeWidget
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who works where: the choices of two filters in one query.
        held = Membership.objects.filter(town=self.request.town.pk).select_related("user", "unit")
        posts = list(held.order_by("unit__name", "user__last_name", "pk"))
        units = {str(post.unit_id): str(post.unit) for post in posts if post.unit_id}
        people = {str(post.user_id): str(post.user) for post in posts}
        self.filters["unit"].extra["choices"] = list(units.items())
        self.filters["assignee"].extra["choices"] = sorted(people.items(), key=lambda choice: choice[1])

    def filter_state(self, cases: QuerySet[Case], name: str, values: list[str]) -> QuerySet[Case]:
        states = set(values)
        if "open" in states:
            states.update(OPEN_STATES)
        if "ended" in states:
            states.update(Case.ENDED)
        return cases.filter(state__in=states - {"open", "ended"}) if states else cases
