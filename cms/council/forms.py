"""The form of a meeting: plain inputs of the browser for dates, since Wagtail's carry inline scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.council.models import Meeting
from cms.council.services.meetings import PUBLISHED_WITH_NOTICE, term_for


class MeetingForm(WagtailAdminModelForm):
    class Meta:
        model = Meeting
        fields = ["body", "date", "time", "place", "urgent", "published"]
        widgets = {
            "date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def clean(self) -> dict[str, Any]:
        """What the notices say no longer changes; the term of office is the one of the day."""
        data: dict[str, Any] = super().clean()
        told: dict[str, Any] = {name: data.get(name) for name in ("body", "date", "time")}
        if found := Meeting.objects.filter(**told).exclude(pk=self.instance.pk).first():
            self.add_error(
                "date", _("There is a meeting on that day and hour already: %(meeting)s.") % {"meeting": found}
            )
        if self.instance.pk and self.instance.notices.exists():
            for name in PUBLISHED_WITH_NOTICE & set(self.changed_data):
                self.add_error(name, _("The notices have left with this: it no longer changes."))
        elif data.get("body") and data.get("date"):
            self.instance.term = term_for(data["body"], data["date"])
            if self.instance.term and self.instance.chair is None:
                self.instance.chair = self.instance.term.members.filter(function="chair", left_on=None).first()
        return data
