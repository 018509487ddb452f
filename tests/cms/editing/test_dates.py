"""A date is typed and read back the same way in both languages of the back office."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import timezone, translation
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_day_comes_before_the_month(language: str) -> None:
    with translation.override(language):
        day = forms.DateField(widget=AdminDateInput())
        assert day.clean("03/12/2026") == date(2026, 12, 3)
        assert day.clean("2026-12-03") == date(2026, 12, 3)
        assert day.widget.format_value(date(2026, 12, 3)) == "03/12/2026"
        moment = forms.DateTimeField(widget=AdminDateTimeInput())
        told = timezone.localtime(moment.clean("03/12/2026 18:30"))
        assert (told.day, told.month, told.hour, told.minute) == (3, 12, 18, 30)
        assert moment.widget.format_value(told) == "03/12/2026 18:30"
