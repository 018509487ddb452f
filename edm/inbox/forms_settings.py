"""The forms of the mail's settings: their views narrow the choices to the town."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from edm.register.models import CaseKind, Channel, Correspondent
from edm.replies.forms import NamedRichText
from edm.replies.models import REPLY_FEATURES, ReplyTemplate
from edm.replies.variables import VARIABLES

REPLY_CHANNELS = [Channel.PORTAL, Channel.EMAIL, Channel.PAPER, Channel.COUNTER]


class CaseKindForm(WagtailAdminModelForm):
    reply_channels = forms.MultipleChoiceField(
        label=_("Channels the answer may take"),
        choices=[(channel.value, channel.label) for channel in REPLY_CHANNELS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick none: any. Some answers may only be posted or handed over."),
    )

    class Meta:
        model = CaseKind
        fields = [
            "name",
            "slug",
            "unit",
            "silence_rule",
            "silence_months",
            "acknowledged",
            "confidential",
            "reply_channels",
            "record_class",
            "appeal",
        ]


class CorrespondentForm(WagtailAdminModelForm):
    class Meta:
        model = Correspondent
        fields = ["name", "email", "phone", "address"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}


class ReplyTemplateForm(WagtailAdminModelForm):
    class Meta:
        model = ReplyTemplate
        fields = ["name", "unit", "subject", "body"]
        widgets = {"body": NamedRichText("id_body-label", features=REPLY_FEATURES)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ", ".join(f"{{{{ {variable.name} }}}}" for variable in VARIABLES)
        self.fields["body"].help_text = _("Variables filled from the case: %(names)s") % {"names": names}
