"""Forms of the back office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.directory.models import Proposal
from edm.organisation.admin_api import TownForm


class EntryForm(TownForm):
    """An entry: its picture, and what its fields name, are the town's own."""


class DecisionForm(forms.ModelForm):
    ACCEPT, REFUSE = "accept", "refuse"

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(ACCEPT, _("Accept: put it on the site")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Accept or refuse.")},
    )
    decision_reason = forms.CharField(
        label=_("Reason, when you refuse"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The proposer reads it in an e-mail."),
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == self.REFUSE and not data.get("decision_reason", "").strip():
            self.add_error("decision_reason", _("Say why: the proposer is told."))
        return data
