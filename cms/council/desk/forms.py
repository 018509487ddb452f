"""The form of an act: the fields of its nature, and what may no longer change once it is signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.rich_text import DraftailRichTextArea

from cms.council import transitions
from cms.council.models import Act
from cms.council.richtext import FEATURES, has_table, text_clean
from edm.law.matters import matter_groups, matter_name

DATE = {"type": "date"}
ONE_OF_A_KIND = ("body", "date", "number", "title", "matter_code")
TEXTS = ("author", "text", "public_text", "publicity", "to_transmit")
VOTES = ("result", "votes_for", "votes_against", "abstentions", "members_count", "voters_count")
BUDGET = ("budget_year", "budget_name")
FIELDS: dict[str, tuple[str, ...]] = {
    Act.Nature.DELIBERATION: (
        "meeting", "position", "number", "title", "matter_code", "rapporteur", *VOTES, *TEXTS, *BUDGET,
    ),
    Act.Nature.ORDER: (*ONE_OF_A_KIND, "temporary", "starts_on", "ends_on", "streets", *TEXTS),
    Act.Nature.DECISION: (*ONE_OF_A_KIND, "delegation", *TEXTS, *BUDGET),
}  # fmt: skip
# Of open data and of the follow-up: filled whenever they are known.
ALWAYS = frozenset({"matter_code", "budget_year", "budget_name", "to_transmit"})
BEFORE_ONLINE = frozenset({"public_text", "author", "publicity"})
RICH = ("text", "public_text")


class NamedRichText(DraftailRichTextArea):
    """Wagtail's editor, named for who hears the page: by the id of its label."""

    def __init__(self, labelled_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options["ariaLabelledBy"] = labelled_by


class RichTextForm(forms.Form):
    """One text in Wagtail's editor; one with a table, which it can't make, as HTML."""

    text = forms.CharField(required=False)

    def __init__(self, *args: Any, label: str, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"text": text}, **kwargs})
        self.fields["text"].label = label
        self.fields["text"].widget = (
            forms.Textarea(attrs={"rows": 24}) if has_table(text) else NamedRichText("id_text-label", features=FEATURES)
        )


class MatterField(forms.ChoiceField):
    """The codes of the nomenclature by main matter; a longer code of the préfecture's own stays as it is."""

    def __init__(self, **kwargs: Any) -> None:
        groups = [(name, [(code, f"{code} {label}") for code, label in codes]) for name, codes in matter_groups()]
        super().__init__(choices=[("", "—"), *groups], **kwargs)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or bool(matter_name(str(value)))


class ActForm(WagtailAdminModelForm):
    matter_code = MatterField(
        label=_("Matter"),
        required=False,
        help_text=_("Of the préfecture's nomenclature. Open the list and type a code, such as 7.5."),
    )

    class Meta:
        model = Act
        fields = sorted({name for names in FIELDS.values() for name in names})
        widgets = {
            "date": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "title": forms.Textarea(attrs={"rows": 2}),
            "streets": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act = self.instance
        wanted = FIELDS[act.nature]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        self.order_fields(wanted)
        for name in RICH:
            self.fields[name].widget = self._editor(name)
        self.fields["number"].help_text = _("Leave it empty: the next number of the series is taken by itself.")
        self.fields["public_text"].help_text = _("Only where names must go: the public then reads this text instead.")
        if act.nature == Act.Nature.DELIBERATION:
            self.fields["meeting"].required = True
        if act.matter_code and not any(act.matter_code == code for code, _name in self._codes()):
            self.fields["matter_code"].choices = [*self.fields["matter_code"].choices, (act.matter_code,) * 2]
        for name in self._fixed():
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        meeting, starts, ends = data.get("meeting"), data.get("starts_on"), data.get("ends_on")
        if meeting:  # a deliberation is of its meeting's body and day
            self.instance.town_id, self.instance.body_id = meeting.town_id, meeting.body_id
            self.instance.date = meeting.date
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It ends on the day it begins, or later."))
        if data.get("temporary") and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Write the last day of a temporary order."))
        for name in RICH:
            if name in data and not self.fields[name].disabled:
                data[name] = text_clean(data[name] or "")
        return data

    def _editor(self, name: str) -> forms.Widget:
        """The editor makes no table: a text that has one is kept as HTML, so that nothing of it is lost."""
        if has_table(getattr(self.instance, name)):
            self.fields[name].help_text = _("This text has a table: it is shown as HTML.")
            return forms.Textarea(attrs={"rows": 24})
        return NamedRichText(f"id_{name}-label", features=FEATURES)

    def _codes(self) -> list[tuple[str, str]]:
        return [(str(code), str(name)) for _group, codes in matter_groups() for code, name in codes]

    def _fixed(self) -> set[str]:
        act, names = self.instance, set(self.fields)
        if act.state in transitions.EDITABLE:
            fixed = {"meeting", "position", *VOTES} & names if act.item_id else set()
            return fixed | ({"number", "body"} & names if act.sequence else set())
        fixed = names - ALWAYS
        if act.published_at is None:
            fixed -= BEFORE_ONLINE | (set() if act.text else {"text"})
        return fixed
