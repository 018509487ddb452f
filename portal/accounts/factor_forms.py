"""The forms of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from edm.organisation.api import TownRequest
from portal.accounts.models import User
from portal.accounts.second_factor import CodeRefused, code_check, second_factor_switch_on


class CodeField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(
            label=_("Code"),
            max_length=30,
            error_messages={"required": _("Enter the code that your application shows.")},
            widget=forms.TextInput(attrs=attrs),
            **more,
        )


class CodeForm(forms.Form):
    """A code of the account; once it is valid, `device` is what accepted it."""

    code = CodeField(help_text=_("Six figures, or one of your recovery codes."))

    def __init__(self, *args: Any, user: User, request: TownRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.request = request
        self.device: Any = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.accept(data["code"])
            except CodeRefused as refused:
                self.add_error("code", refused.message)
        return data

    def accept(self, code: str) -> None:
        self.device = code_check(user=self.user, code=code, town=self.request.town)


class ProofForm(CodeForm):
    """The password too: for what somebody who finds the session open must not do."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def clean(self) -> dict[str, Any]:
        """The password first: a wrong one uses up no code. Its failures are counted as those of sign-in."""
        if not self.errors and not password_is(self.request, self.user, self.cleaned_data["password"]):
            self.add_error("password", _("This is not your password."))
        return super().clean()


class SetUpForm(ProofForm):
    """The password and the first code of a device; once it is valid, `codes` are the recovery codes."""

    code = CodeField(help_text=_("The six figures that your application shows for this site."))

    def __init__(self, *args: Any, device: TOTPDevice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device
        self.codes: list[str] = []

    def accept(self, code: str) -> None:
        self.codes = second_factor_switch_on(user=self.user, device=self.device, code=code, town=self.request.town)


def password_is(request: HttpRequest, user: User, password: str) -> bool:
    known = authenticate(request, login=user.email or user.identifier, password=password)
    return known is not None and known.pk == user.pk
