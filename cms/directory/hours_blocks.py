"""Seasons and exceptions as a webmaster edits them: "9h-12h30, 14h-17h", one line a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.directory.hours import parse_day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MAX = 80  # characters: three spans
WRITE_LIKE = _("Write the hours like 9h-12h30, 14h-17h, within one day; leave it empty when closed.")


def validate_day(text: str) -> None:
    try:
        parse_day(text)
    except ValueError as error:
        raise ValidationError(WRITE_LIKE) from error


class HoursBlock(blocks.CharBlock):
    """The hours of one day; nothing for closed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"required": False, "max_length": DAY_MAX, "validators": [validate_day]} | kwargs
        super().__init__(**kwargs)


class PlainDateBlock(blocks.FieldBlock):
    """The browser's own date field."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **self.field_options)

    def to_python(self, value: Any) -> Any:
        return self.field.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.isoformat() if value else None


def _period_checked(value: blocks.StructValue, ends: Any) -> blocks.StructValue:
    if ends and value["starts"] and ends < value["starts"]:
        error = ValidationError(_("The last day comes before the first one."))
        raise blocks.StructBlockValidationError(block_errors={"ends": error})
    return value


class SeasonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=60, help_text=_("Like: Summer."))
    starts = PlainDateBlock(label=_("First day"))
    ends = PlainDateBlock(label=_("Last day"))
    yearly = blocks.BooleanBlock(
        label=_("Every year"), required=False, help_text=_("Day and month count, not the year.")
    )
    monday = HoursBlock(
        label=pgettext_lazy("opening hours", "Monday"), help_text=_("Like 9h-12h30, 14h-17h. Empty: closed.")
    )
    tuesday = HoursBlock(label=pgettext_lazy("opening hours", "Tuesday"))
    wednesday = HoursBlock(label=pgettext_lazy("opening hours", "Wednesday"))
    thursday = HoursBlock(label=pgettext_lazy("opening hours", "Thursday"))
    friday = HoursBlock(label=pgettext_lazy("opening hours", "Friday"))
    saturday = HoursBlock(label=pgettext_lazy("opening hours", "Saturday"))
    sunday = HoursBlock(label=pgettext_lazy("opening hours", "Sunday"))

    class Meta:
        icon = "calendar-alt"
        label = _("Season")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        return value if value["yearly"] else _period_checked(value, value["ends"])


class ExceptionBlock(blocks.StructBlock):
    starts = PlainDateBlock(label=_("First day"))
    ends = PlainDateBlock(label=_("Last day"), required=False, help_text=_("Empty: one day."))
    hours = HoursBlock(label=_("Hours"), help_text=_("Empty: closed. Or like 9h-12h for an unusual opening."))
    reason = blocks.CharBlock(label=_("Reason"), required=False, max_length=80)

    class Meta:
        icon = "date"
        label = _("Closure or opening")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        return _period_checked(value, value["ends"])
