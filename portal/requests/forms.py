"""A step as it is filed: its questions and, on the last one, who files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.procedures.definition import Spec, Step
from portal.procedures.fieldtypes import FilesField
from portal.procedures.forms import StepForm, TypedForm
from portal.requests.contact import PREFIX


class FilingForm(StepForm):
    def __init__(
        self, step: Step, data: Any = None, *, contact: dict[str, forms.Field] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(step, data, **kwargs)
        self.contact = contact or {}
        self.fields.update(self.contact)

    def typed(self) -> dict[str, Any]:
        """Every answer of the step as a draft keeps it: read when it is right, as it was typed when it is not."""
        kept = {}
        for name, spec in self.specs.items():
            value = self.cleaned_data.get(name) if name not in self.errors else self[name].data
            kept[spec["id"]] = value if value is not None else ""
        return kept

    def typed_contact(self) -> dict[str, str]:
        """The details of who files, without the prefix of their fields, as typed when they are wrong."""
        return {
            name.removeprefix(PREFIX): (self.cleaned_data.get(name) or self[name].data or "") for name in self.contact
        }

    def contact_parts(self) -> list[Any]:
        return [self[name] for name in self.contact]

    def needs_files(self, kept: dict[str, list[Any]]) -> list[tuple[str, Spec]]:
        """The required file questions that nothing answers yet: (field name, spec)."""
        return [
            (name, spec) for name, spec in self.file_specs.items() if spec.get("required") and not kept.get(spec["id"])
        ]


def stored_data(form_class: type[FilingForm], step: Step, answers: dict[str, Any]) -> dict[str, Any]:
    """A draft's answers as if they were posted, to be read again by the same evaluator."""
    names = form_class(step).specs
    return {name: answers.get(spec["id"], "") for name, spec in names.items()}


class MessageForm(TypedForm):
    """A message to the town hall about a request; its files are kept apart, as soon as they are given."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your message"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )
    # Django takes the fields off the class: this hides no form.files.
    files = FilesField(label=_("Add a file"), required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "%s", "use_required_attribute": False}
        super().__init__(*args, **kwargs)


class TrackForm(TypedForm):
    number = forms.CharField(
        label=_("Number of your request"),
        max_length=60,
        help_text=_("For example: 2026-01847"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
        error_messages={"required": _("Write the number of your request.")},
    )
    code = forms.CharField(
        label=_("Tracking code"),
        max_length=40,
        help_text=_("Ten letters and digits, in our e-mail."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w-m"}
        ),
        error_messages={"required": _("Write the tracking code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "%s", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
