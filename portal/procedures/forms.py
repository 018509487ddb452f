"""The one evaluator of a procedure: a step's questions as a form, read on the server."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from portal.procedures.definition import Spec, Step, questions_of
from portal.procedures.fieldtypes import FilesField, field_for


def field_name(spec: Spec) -> str:
    """The name and HTML id of a question's field: from its stable id, and a letter first."""
    return f"q-{spec['id']}"


CONTROL = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"}


def tidied(text: str) -> str:
    """What was typed, without the control characters that came with a paste; empty where nothing can be seen.

    Nobody could find them to take them out, PostgreSQL stores no NUL, and a letter shows none.
    """
    kept = text.translate(CONTROL)
    return kept if any(unicodedata.category(letter)[0] not in "CZ" for letter in kept) else ""


class TypedForm(forms.Form):
    """A form that a citizen fills in: its texts are tidied before anything reads them."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if isinstance(data, MultiValueDict):
            data = data.copy()
            for name, values in data.lists():
                data.setlist(name, [tidied(value) for value in values])
        super().__init__(data, **kwargs)


class StepForm(TypedForm):
    """The questions of one step; `answers` are those known already, by field id."""

    template_name = "procedures/form.html"

    def __init__(self, step: Step, data: Any = None, *, answers: dict[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(data, **kwargs)
        self.step = step
        self.specs = {field_name(spec): spec for spec in questions_of(step)}
        known = answers or {}
        for name, spec in self.specs.items():
            field = field_for(spec)
            self.fields[name] = field
            if spec["id"] in known:
                field.initial = known[spec["id"]]

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered well, by field id; a question left empty is absent. Files are kept elsewhere."""
        given = {}
        for name, spec in self.specs.items():
            value = self.cleaned_data.get(name)
            if value not in (None, "", []):
                given[spec["id"]] = value
        return given

    @property
    def file_specs(self) -> dict[str, Spec]:
        """The questions that are answered by files, by the name of their field."""
        return {name: spec for name, spec in self.specs.items() if isinstance(self.fields[name], FilesField)}

    def parts(self) -> list[tuple[Spec, Any]]:
        """What the step shows, in order: (spec, bound field), the field None for a piece of information."""
        return [(spec, None if spec["type"] == "info" else self[field_name(spec)]) for spec in self.step["fields"]]
