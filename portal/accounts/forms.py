"""The forms of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.backends import account_for
from portal.accounts.demo import refuses_demo
from portal.accounts.models import User
from portal.procedures.fieldtypes import PhoneField

CHANNELS = [
    ("", _("The way you wrote to us")),
    ("portal", _("In your account, with a notice by e-mail")),
    ("email", _("By e-mail")),
    ("paper", _("By post")),
]


class LoginField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attrs), **more)


class EntryForm(forms.Form):
    """A way into an account: once it is valid, `user` is whose it is."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.open(data)
        return data

    def open(self, data: dict[str, Any]) -> None:
        """Set `user`, or say what is wrong."""
        raise NotImplementedError


class SignInForm(EntryForm):
    """An e-mail or an identifier, and a password."""

    login = LoginField(
        label=_("E-mail or identifier"),
        error_messages={"required": _("Enter your e-mail, or the identifier that the town hall gave you.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def open(self, data: dict[str, Any]) -> None:
        account = account_for(data["login"])
        if account and account.is_demo and refuses_demo(self.request):
            raise forms.ValidationError(
                _("Demonstration accounts only open on the computer that runs Parvis. Create an account of your own.")
            )
        self.user = authenticate(self.request, login=data["login"], password=data["password"])
        if self.user is None:
            raise forms.ValidationError(
                _("This e-mail and this password don't match. Check both, or choose a new password.")
            )


class PreferencesForm(forms.ModelForm[User]):
    """What a person says of himself or herself, and how he or she would rather be answered."""

    preferred_channel = forms.ChoiceField(
        label=_("How would you like to be answered?"), choices=CHANNELS, required=False, widget=forms.RadioSelect
    )

    phone = PhoneField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone", "address", "preferred_channel"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "address": forms.Textarea(attrs={"autocomplete": "street-address", "rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("preferred_channel") == "paper" and not data.get("address"):
            self.add_error("address", _("Enter your postal address, so that a letter can reach you."))
        if data.get("preferred_channel") in ("email", "portal") and not self.instance.email:
            self.add_error("preferred_channel", _("Your account has no e-mail: choose another way."))
        return data


class SignUpForm(allauth_forms.SignupForm):
    """An e-mail and a password, twice; the rest can be said later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].error_messages["required"] = _("Enter your e-mail.")
        self.fields["password1"].error_messages["required"] = _("Choose a password.")
        self.fields["password2"].error_messages["required"] = _("Type the same password again.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("Twelve characters or more: a few words are easy to remember.")
        self.fields["password2"].label = _("The same password again")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # its words are the label's
