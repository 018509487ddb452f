"""The clerk's form for an account opened at the counter, and the citizen's for its first use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import EntryForm, LoginField
from portal.accounts.models import CounterAccount, User

TAKEN = _("An account has this e-mail already: its owner signs in, or chooses a new password on the site.")


class OpenAccountForm(forms.ModelForm[CounterAccount]):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Read it back to the person. Without one, the account gets an identifier."),
    )

    class Meta:
        model = CounterAccount
        fields: list[str] = []

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"].strip().lower() or None
        if email and User.objects.filter(email=email).exists():
            raise ValidationError(TAKEN)
        return email


class FirstSignInForm(EntryForm):
    """The login and the code of the sheet, and the password that is chosen."""

    login = LoginField(
        label=_("Identifier or e-mail"),
        help_text=_("As on your sheet."),
        error_messages={"required": _("Enter the identifier or the e-mail of your sheet.")},
    )
    code = forms.CharField(
        label=_("Code of the sheet"),
        help_text=_("Twelve letters and figures. Capitals and dashes do not matter."),
        max_length=40,
        error_messages={"required": _("Enter the code of your sheet.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password1 = forms.CharField(
        label=_("Choose your password"),
        help_text=_("Twelve characters or more: a few words are easy to remember."),
        strip=False,
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        error_messages={"required": _("Type the same password again.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def open(self, data: dict[str, Any]) -> None:
        if data["password1"] != data["password2"]:
            self.add_error("password2", _("The two passwords differ."))
            return
        self.user = authenticate(self.request, login=data["login"], sheet_secret=data["code"])
        if self.user is None:
            raise ValidationError(
                _(
                    "This identifier and this code open no account. Check both; a code is good for one use and for "
                    "fifteen days. The town hall gives you a new sheet."
                )
            )
        try:
            validate_password(data["password1"], self.user)
        except ValidationError as error:
            self.add_error("password1", error)
