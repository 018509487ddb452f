"""The webmaster's forms: plain inputs of the browser for dates, since Wagtail's carry inline scripts."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.council.models import Meeting


class MeetingForm(WagtailAdminModelForm):
    class Meta:
        model = Meeting
        fields = ["body", "date", "time", "place", "published"]
        widgets = {
            "date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
