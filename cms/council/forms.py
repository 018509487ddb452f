"""The webmaster's forms: plain inputs of the browser for dates, since Wagtail's carry inline scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.council.models import Deliberation, Meeting
from edm.files.api import FileRefused, upload_accept

PDF = "application/pdf"


class MeetingForm(WagtailAdminModelForm):
    class Meta:
        model = Meeting
        fields = ["body", "date", "time", "place", "published"]
        widgets = {
            "date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }


class DeliberationForm(WagtailAdminModelForm):
    upload = forms.FileField(
        label=_("official document (PDF)"),
        required=False,
        help_text=_("Once it is online, it is no longer replaced."),
        widget=forms.FileInput(attrs={"accept": PDF}),
    )
    online = forms.BooleanField(label=_("put online"), required=False)

    class Meta:
        model = Deliberation
        fields = [
            "meeting",
            "position",
            "number",
            "title",
            "rapporteur",
            "author",
            "text",
            "result",
            "votes_for",
            "votes_against",
            "abstentions",
        ]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["online"].initial = self.instance.published_at is not None
        if self.instance.published_at:
            self.fields["upload"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Take the file in: its type is read from the bytes. What is online keeps the document it had."""
        data: dict[str, Any] = super().clean()
        upload, meeting = data.get("upload"), data.get("meeting")
        if upload and meeting:
            try:
                self.instance.document = upload_accept(town=meeting.town, upload=upload, allowed=frozenset({PDF}))
            except FileRefused as refused:
                self.add_error("upload", refused.message)
        if data.get("online") and not self.instance.document_id and "upload" not in self.errors:
            self.add_error("upload", _("Choose the PDF of the deliberation before it is put online."))
        return data

    def save(self, commit: bool = True) -> Deliberation:
        if self.cleaned_data["online"]:
            self.instance.put_online()
        else:
            self.instance.published_at = None
        saved: Deliberation = super().save(commit=commit)
        return saved
