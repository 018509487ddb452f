"""Asking for the letter, choosing its themes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.newsletter.models import Theme
from cms.newsletter.selectors import themes
from edm.organisation.api import Town


class ThemeChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, theme: Theme) -> str:
        return f"{theme.name} : {theme.description}" if theme.description else theme.name


class ThemesForm(forms.Form):
    themes = ThemeChoices(
        queryset=Theme.objects.none(),
        label=_("Themes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one theme at least.")},
    )

    def __init__(self, town: Town, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "%s", "use_required_attribute": False}
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = themes(town)  # type: ignore[attr-defined]


class SubscribeForm(ThemesForm):
    email = forms.EmailField(
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail."), "invalid": _("Write an e-mail like name@example.fr.")},
    )
    # People don't see it; what fills every field does.
    confirmation = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["email", "themes", "confirmation"]

    def visible(self) -> list[Any]:
        return [self["email"], self["themes"]]
