"""Who files: what the account says, and what is asked of the others (law: R112-9-1, name and addresses)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from portal.procedures.fieldtypes import PhoneField

if TYPE_CHECKING:
    from edm.register.api import CaseKind

PREFIX = "contact_"
ON_PAPER = ("paper", "counter")


@dataclass(frozen=True)
class Contact:
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @classmethod
    def of_account(cls, user: Any) -> Contact:
        """What an account tells of its owner."""
        return cls(user.get_full_name(), user.email or "", user.phone, user.address)

    def completed_by(self, typed: dict[str, str]) -> Contact:
        """These details, with what was typed where nothing was known."""
        return Contact(**{name: value or typed.get(name, "") for name, value in asdict(self).items()})


def answered_on_paper(kind: CaseKind) -> bool:
    """Whether the law lets this kind be answered by post or at the counter only: then an address is needed."""
    return bool(kind.reply_channels) and all(channel in ON_PAPER for channel in kind.reply_channels)


def contact_fields(*, kind: CaseKind, known: Contact, signed_in: bool) -> dict[str, forms.Field]:
    """The fields that must be asked, by form name; an account is asked only what it does not tell."""
    on_paper = answered_on_paper(kind)
    wanted: dict[str, forms.Field] = {}
    if not known.name:
        wanted["name"] = forms.CharField(
            label=_("First and last name"),
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Write your first and last name.")},
        )
    if not signed_in:
        wanted["email"] = forms.EmailField(
            label=_("E-mail"),
            max_length=254,
            help_text=_("To send you the number of your request and its answer."),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
            error_messages={
                "required": _("Write your e-mail address."),
                "invalid": _("Write a full address, for example name@example.org."),
            },
        )
        wanted["phone"] = PhoneField(
            label=_("Phone"),
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "w-m"}),
        )
    if (on_paper and not known.address) or not signed_in:
        wanted["address"] = forms.CharField(
            label=_("Postal address"),
            required=on_paper,
            max_length=300,
            help_text=_("The answer is sent there by post.") if on_paper else "",
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            error_messages={"required": _("Write the address to which the answer must be sent.")},
        )
    return {f"{PREFIX}{name}": field for name, field in wanted.items()}
