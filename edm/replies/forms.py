"""The reply being written: nothing typed or uploaded is lost by an error, a template or a look at the letter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from edm.files.api import ACCEPT_ATTRIBUTE, Document
from edm.register.models import Case
from edm.replies.models import REPLY_FEATURES, ReplyTemplate
from edm.replies.selectors import ChannelChoice, reply_channels, templates_for

SALT = "edm.replies.attached"


class NamedRichText(DraftailRichTextArea):
    """Wagtail's editor, named for who hears the page: by the id of its label."""

    def __init__(self, labelled_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options["ariaLabelledBy"] = labelled_by


class ReplyForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("How the reply leaves"), widget=forms.RadioSelect)
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=ReplyTemplate.objects.none(), required=False, empty_label=_("Choose a template")
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("Write the subject of the reply.")}
    )
    body = forms.CharField(
        label=_("Text"),
        widget=NamedRichText("id_body-label", features=REPLY_FEATURES),
        error_messages={"required": _("Write the text of the reply.")},
    )
    asks = forms.BooleanField(
        label=_("I ask for a document or an answer"),
        help_text=_("The case waits for the citizen and the clock stops."),
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.channels: list[ChannelChoice] = reply_channels(case)
        self.usable = [choice for choice in self.channels if choice.usable]
        channel = cast("forms.ChoiceField", self.fields["channel"])
        channel.choices = [(choice.channel, choice.label) for choice in self.usable]
        channel.error_messages["required"] = _("Choose how the reply leaves.")
        cast("forms.ModelChoiceField[ReplyTemplate]", self.fields["template"]).queryset = templates_for(case)

    @classmethod
    def fresh(cls, *, case: Case, asks: bool) -> ReplyForm:
        """An empty reply, by the best channel."""
        form = cls(case=case)
        form.initial = {
            "key": uuid.uuid4(),
            "channel": form.usable[0].channel if form.usable else "",
            "subject": case.subject,
            "asks": asks,
        }
        return form

    def kept_as(self, **changes: Any) -> ReplyForm:
        """The same reply as typed, to go on with, but for some fields."""
        typed = {name: self[name].value() for name in self.fields}
        return type(self)(case=self.case, initial=typed | changes)


class Attached:
    """The documents already uploaded for a reply: they travel in the form, signed for this case and person."""

    def __init__(self, *, case: Case, user: Any) -> None:
        self.prefix = f"{case.pk}:{user.pk}"
        self.town = case.town
        self.signer = signing.Signer(salt=SALT)

    def read(self, tokens: Iterable[str]) -> list[Document]:
        """The documents of the tokens that are ours; a forged one is passed over."""
        wanted = []
        for token in tokens:
            try:
                prefix, pk = self.signer.unsign(token).rsplit(":", 1)
            except signing.BadSignature:
                continue
            if prefix == self.prefix:
                wanted.append(int(pk))
        return list(Document.objects.filter(town=self.town, pk__in=wanted).select_related("blob").order_by("pk"))

    def lines(self, documents: Sequence[Document]) -> list[dict[str, Any]]:
        """What the form shows: the document and its token."""
        return [{"document": one, "token": self.signer.sign(f"{self.prefix}:{one.pk}")} for one in documents]


ACCEPT = ACCEPT_ATTRIBUTE
