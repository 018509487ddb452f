"""What anybody may propose for an association, without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.directory.models import Entry
from cms.directory.services import PROPOSABLE, texts_of

DESCRIPTION_MAX = 4000


class ProposalForm(forms.ModelForm):
    """An association's texts as they should be, and who says so."""

    proposer_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    proposer_email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("To tell you what becomes of it. It is not shown on the site."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail."), "invalid": _("Write an e-mail like name@example.fr.")},
    )
    # People don't see it; what fills every field does.
    confirmation = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = Entry
        fields = PROPOSABLE
        labels = {"name": _("Name of the association"), "email": _("E-mail of the association")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}),
        }
        error_messages = {"name": {"required": _("Write the name of the association.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "%s", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.before = texts_of(self.instance)

    def visible(self) -> list[Any]:
        return [self[name] for name in self.fields if name != "confirmation"]

    def clean_description(self) -> str:
        text: str = self.cleaned_data["description"].replace("\r\n", "\n")
        if len(text) > DESCRIPTION_MAX:
            raise forms.ValidationError(_("Write 4,000 characters at most."))
        return text

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.instance.pk and self.texts() == self.before:
            raise forms.ValidationError(_("Nothing is changed yet: correct what should be, then send it."))
        return data

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PROPOSABLE}
