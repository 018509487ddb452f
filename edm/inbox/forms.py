"""What a clerk fills in beside a case. Each form knows the case and offers only what is possible for it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from edm.organisation.models import Role, Unit
from edm.register.models import Case, CaseKind
from edm.register.transitions import MOVES

State = Case.State
# What the work may wait for, in the clerk's words.
HOLDS = {
    State.TAKEN: _("Take it up again"),
    State.WAITING_CITIZEN: _("Waits for the citizen: the clock stops"),
    State.WAITING_OPINION: _("Waits for an opinion"),
    State.TO_SIGN: _("To sign"),
}


class CaseForm(forms.Form):
    """`seen`: the last line of history when the form was served; a second click is told from a second wish.

    The first field has the focus: the form is there because its button was pressed.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()
        for field in list(self.fields.values())[1:2]:
            field.widget.attrs["autofocus"] = True

    def prepare(self) -> None:
        """Narrow the choices to the case."""

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AssignForm(CaseForm):
    assignee = PersonField(label=_("Colleague"), queryset=None, empty_label=_("Choose a colleague"))

    def prepare(self) -> None:
        there = Q(memberships__unit=self.case.unit_id, memberships__role__in=(Role.HEAD, Role.CLERK))
        there |= Q(memberships__town=self.case.town_id, memberships__role=Role.REGISTRAR)
        people = get_user_model().objects.filter(there, is_active=True).distinct()
        self.offer("assignee", people.order_by("last_name", "pk"))


class RouteForm(CaseForm):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))

    def prepare(self) -> None:
        self.offer("unit", Unit.objects.filter(body=self.case.body_id).exclude(pk=self.case.unit_id))


class QualifyForm(CaseForm):
    kind = forms.ModelChoiceField(
        label=_("Kind of case"),
        queryset=CaseKind.objects.none(),
        empty_label=_("Choose a kind"),
        help_text=_("The unit, the deadlines and the channels of the answer follow."),
    )

    def prepare(self) -> None:
        kinds = CaseKind.objects.filter(town=self.case.town_id, unit__body=self.case.body_id, is_unqualified=False)
        self.offer("kind", kinds.exclude(pk=self.case.kind_id))


class HoldForm(CaseForm):
    state = forms.ChoiceField(label=_("Where the work stands"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        possible = MOVES[self.case.state] - {self.case.state}
        field = cast("forms.ChoiceField", self.fields["state"])
        field.choices = [(state, words) for state, words in HOLDS.items() if state in possible]


class NoteForm(CaseForm):
    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The citizen never sees it."),
        error_messages={"required": _("Write the note first.")},
    )


class CloseForm(CaseForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the case is closed without a reply.")},
    )

    def prepare(self) -> None:
        if self.case.state == State.ANSWERED:
            self.fields["reason"].required = False
        else:
            self.fields["reason"].help_text = _("The case was never answered: say why it is closed.")


class ReopenForm(CaseForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class InformForm(CaseForm):
    user = PersonField(
        label=_("Person"),
        queryset=None,
        empty_label=_("Choose a person"),
        help_text=_("This person reads the case and does not act on it."),
    )

    def prepare(self) -> None:
        roles = (Role.ELECTED, Role.HEAD, Role.CLERK)
        people = get_user_model().objects.filter(
            memberships__town=self.case.town_id, memberships__role__in=roles, is_active=True
        )
        informed = self.case.informed.values("pk")
        self.offer("user", people.exclude(pk__in=informed).distinct().order_by("last_name", "pk"))


class FactsForm(CaseForm):
    subject = forms.CharField(
        label=_("Subject"), max_length=255, error_messages={"required": _("Write the subject of the case.")}
    )
    name = forms.CharField(label=_("Sender's name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    address = forms.CharField(
        label=_("Postal address"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("As on an envelope, without the name."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        who = case.correspondent
        known = {"subject": case.subject} | {key: getattr(who, key) for key in ("name", "email", "phone", "address")}
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, case=case, **kwargs)
