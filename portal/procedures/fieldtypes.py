"""The types of question: how each is asked, read, kept (plain JSON values) and shown again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.procedures.definition import Spec

YES, NO = "yes", "no"
EARLIEST_YEAR = 1000  # a year of three digits is a slip, and would not be read again as it is shown
LONGEST_PHONE = 30  # as a correspondent's is kept
DAY_FIRST = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})|(\d{2})(\d{2})(\d{4})")


class TypedDateField(forms.CharField):
    """A date typed as 14/12/2026, 14.12.2026, 14122026 or 2026-12-14; kept as ISO 8601."""

    def __init__(self, *, period: str, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.period = period

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        day = read_date(typed)
        if day is None or day.year < EARLIEST_YEAR:
            raise ValidationError(
                _("“%(typed)s” is not a date. Write the day, the month and the year, for example 14/12/2026.")
                % {"typed": typed}
            )
        today = timezone.localdate()
        if self.period == "past" and day > today:
            raise ValidationError(_("Choose a date that is not after today."))
        if self.period == "future" and day < today:
            raise ValidationError(_("Choose a date that is not before today."))
        return day.isoformat()

    def prepare_value(self, value: Any) -> Any:
        day = parse_iso(value)
        return day.strftime("%d/%m/%Y") if day else value


class PhoneField(forms.CharField):
    """A phone number in any usual form, French unless it says otherwise; kept as it is read aloud."""

    def clean(self, value: Any) -> str:
        import phonenumbers

        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "FR")
        except phonenumbers.NumberParseException:
            number = None
        formats = phonenumbers.PhoneNumberFormat
        shown = ""
        if number is not None and phonenumbers.is_possible_number(number):
            style = formats.NATIONAL if number.country_code == 33 else formats.INTERNATIONAL
            shown = phonenumbers.format_number(number, style)
        if not 0 < len(shown) <= LONGEST_PHONE:
            raise ValidationError(
                _("“%(typed)s” is not a phone number. Write for example 06 12 34 56 78.") % {"typed": typed}
            )
        return shown


class FilesInput(forms.ClearableFileInput):
    """An input of one or several files; what is given is read by portal.requests, which keeps it at once."""

    allow_multiple_selected = True
    input_type = "file"


class FilesField(forms.Field):
    """Where files are chosen. Their rules are those of edm.files; the answer is the list of what is kept."""

    widget = FilesInput

    def clean(self, value: Any) -> None:
        return None


def read_date(typed: str) -> date | None:
    """A date as people write it, day first, or as browsers do; None when it is neither."""
    if iso := parse_iso(typed):
        return iso
    if not (match := DAY_FIRST.fullmatch(typed.strip())):
        return None
    day, month, year = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_iso(value: Any) -> date | None:
    """A date kept as ISO 8601; None for anything else."""
    try:
        return parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _errors(required: str, **more: str) -> dict[str, Any]:
    return {"required": required, **more}


def _text(spec: Spec, common: dict[str, Any]) -> forms.Field:
    longest = spec.get("max_length") or 500
    return forms.CharField(
        max_length=longest,
        error_messages=_errors(_("Write your answer."), max_length=_too_long(longest)),
        **common,
    )


def _long_text(spec: Spec, common: dict[str, Any]) -> forms.Field:
    longest = spec.get("max_length") or 20000
    return forms.CharField(
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=_errors(_("Write your answer."), max_length=_too_long(longest)),
        **common,
    )


def _too_long(longest: int) -> str:
    return ngettext("Shorten to %(n)d character.", "Shorten to %(n)d characters at most.", longest) % {"n": longest}


def _email(_spec: Spec, common: dict[str, Any]) -> forms.Field:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})
    wrong = _("Write a full address, for example name@example.org.")
    return forms.EmailField(
        max_length=254, widget=widget, error_messages=_errors(_("Write your e-mail address."), invalid=wrong), **common
    )


def _phone(_spec: Spec, common: dict[str, Any]) -> forms.Field:
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "w-m"})
    return PhoneField(max_length=40, widget=widget, error_messages=_errors(_("Write a phone number.")), **common)


def _date(spec: Spec, common: dict[str, Any]) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-s"})
    required = _("Write a date, for example 14/12/2026.")
    return TypedDateField(period=spec.get("period", "any"), widget=widget, error_messages=_errors(required), **common)


def _choice(spec: Spec, common: dict[str, Any]) -> forms.Field:
    pairs = [(option, option) for option in spec["options"]]
    messages = _errors(_("Choose an answer."), invalid_choice=_("Choose one of the answers offered."))
    if spec.get("display") == "list":
        return forms.ChoiceField(choices=[("", _("Choose…")), *pairs], error_messages=messages, **common)
    return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, error_messages=messages, **common)


def _choices(spec: Spec, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(option, option) for option in spec["options"]],
        widget=forms.CheckboxSelectMultiple,
        error_messages=_errors(_("Choose at least one answer."), invalid_choice=_("Choose among the answers offered.")),
        **common,
    )


def _yes_no(_spec: Spec, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages=_errors(_("Answer yes or no."), invalid_choice=_("Answer yes or no.")),
        **common,
    )


def _file(spec: Spec, common: dict[str, Any]) -> forms.Field:
    field = FilesField(**common)
    field.widget.allow_multiple_selected = spec.get("count", 1) > 1
    return field


def _address(_spec: Spec, common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})
    return forms.CharField(max_length=300, widget=widget, error_messages=_errors(_("Write the address.")), **common)


MAKERS: dict[str, Callable[[Spec, dict[str, Any]], forms.Field]] = {
    "text": _text,
    "long_text": _long_text,
    "email": _email,
    "phone": _phone,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "file": _file,
    "address": _address,
}
FILE_HELP = gettext_lazy("PDF, photo or office document.")


def field_for(spec: Spec) -> forms.Field:
    """The form field that asks this question."""
    common = {"label": spec["label"], "help_text": spec.get("help", ""), "required": spec.get("required", False)}
    return MAKERS[spec["type"]](spec, common)


def shown(spec: Spec, value: Any) -> str:
    """An answer as a person reads it; empty where none was given. Files are shown by who keeps them."""
    if value in (None, "", []):
        return ""
    if spec["type"] == "date":
        day = parse_iso(value)
        return date_format(day, "DATE_FORMAT") if day else str(value)
    if spec["type"] == "yes_no":
        return _("Yes") if value == YES else _("No")
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)
