"""The filters of the list, by GET: they change nothing and need no token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.directory import selectors
from cms.directory.models import Category, Entry


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Name, function, street"), required=False, max_length=80)
    type = forms.ChoiceField()  # the kinds that the town has
    categorie = forms.ModelChoiceField(
        queryset=Category.objects.none(), label=_("Category"), required=False, empty_label=_("All categories")
    )

    def __init__(self, town: Any, data: Any) -> None:
        super().__init__(data, auto_id="%s", use_required_attribute=False)
        known = set(selectors.kinds(town))
        kinds = [(value, label) for value, label in Entry.Kind.choices if value in known]
        self.fields["type"] = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *kinds])
        categories = selectors.categories(town)
        if categories:
            self.fields["categorie"].queryset = categories  # type: ignore[attr-defined]
        else:
            del self.fields["categorie"]

    def chosen(self) -> dict[str, str]:
        """The filters that hold, as GET parameters; what is unknown is left out."""
        self.is_valid()
        data = self.cleaned_data
        category = data.get("categorie")
        found = {
            "q": data.get("q", ""),
            "type": data.get("type", ""),
            "categorie": str(category.pk) if category else "",
        }
        return {name: value for name, value in found.items() if value}
