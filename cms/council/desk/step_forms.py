"""The forms of the steps: plain inputs, since Wagtail's dates carry inline scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.council.desk.forms import NamedRichText
from cms.council.models import Act
from cms.council.richtext import FEATURES
from cms.council.selectors import town_today
from edm.files.api import FileRefused, upload_accept

PDF = "application/pdf"
PREFECTURE = r"(PREF\d{3}|SPREF\d{4}|SGAR\d{3})"  # SCDL, deliberations 2.1.5


def day_field(label: Any, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)


class StepForm(forms.Form):
    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act

    def pdf_kept(self, name: str) -> Any:
        """The file sent, kept as a document of the town; its type is read from the bytes."""
        upload = self.cleaned_data.get(name)
        if not upload or self.errors:
            return None
        try:
            return upload_accept(town=self.act.town, upload=upload, allowed=frozenset({PDF}))
        except FileRefused as refused:
            self.add_error(name, refused.message)
            return None

    def no_later(self, name: str) -> None:
        day: date | None = self.cleaned_data.get(name)
        if day and day > town_today(self.act.town):
            self.add_error(name, _("This day is still to come."))


class ConfirmForm(StepForm):
    pass


class SignForm(StepForm):
    signed_on = day_field(gettext_lazy("Signed on"))
    upload = forms.FileField(
        label=gettext_lazy("Signed act (PDF)"),
        required=False,
        help_text=gettext_lazy(
            "The scan of the paper, or the PDF with its electronic signature. It is kept, not shown."
        ),
        widget=forms.FileInput(attrs={"accept": PDF}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = town_today(self.act.town)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.no_later("signed_on")
        return data | {"document": self.pdf_kept("upload")}


class TransmitForm(StepForm):
    sent_on = day_field(gettext_lazy("Sent on"))
    prefecture_id = forms.RegexField(
        PREFECTURE,
        label=gettext_lazy("Control office"),
        required=False,
        help_text=gettext_lazy("As PREF035, or SPREF0353 for a sub-prefecture."),
        error_messages={"invalid": gettext_lazy("Write PREF and three digits, or SPREF and four.")},
    )
    received_on = day_field(gettext_lazy("Received on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "sent_on": self.act.transmitted_on,
            "prefecture_id": self.act.prefecture_id,
            "received_on": self.act.prefecture_date,
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.no_later("sent_on")
        self.no_later("received_on")
        return data


class PublishForm(StepForm):
    signed_paper = forms.BooleanField(
        label=gettext_lazy("Show the signed paper itself instead of the PDF made from the text"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.act.signed_document is None or self.act.public_text or not self.act.text:
            del self.fields["signed_paper"]

    def clean(self) -> dict[str, Any]:
        return {"signed_paper": False} | (super().clean() or {})


class RepublishForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it is replaced"), max_length=300, help_text=gettext_lazy("The public reads it.")
    )
    public_text = forms.CharField(
        label=gettext_lazy("Text that the public reads from now on"),
        required=False,
        widget=NamedRichText("id_public_text-label", features=FEATURES),
    )
    upload = forms.FileField(
        label=gettext_lazy("Or a PDF instead"), required=False, widget=forms.FileInput(attrs={"accept": PDF})
    )
    personal_data = forms.BooleanField(
        label=gettext_lazy("Names had to go: the former version is no longer shown"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"public_text": self.act.shown_text}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        document = self.pdf_kept("upload")
        text = data.get("public_text", "") if "public_text" in self.changed_data and document is None else ""
        return {
            "reason": data.get("reason", ""),
            "public_text": text,
            "document": document,
            "personal_data": data.get("personal_data", False),
        }


class WithdrawForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"), max_length=300, help_text=gettext_lazy("The public reads it.")
    )
    legal_ground = forms.BooleanField(
        label=gettext_lazy("A court, the law or personal data ask for it, before two months"), required=False
    )
