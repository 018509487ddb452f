"""The administrator's form for a person who works in the town hall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from edm.organisation.api import UNIT_ROLES, Role, Town, TownRequest, Unit, units_for
from portal.accounts.models import User
from portal.accounts.services import (
    Post,
    access_revoke,
    is_last_administrator,
    is_managed_by,
    is_proven,
    password_link_send,
    person_set_posts,
    posts_of,
)

TOWN_ROLES = [(role.value, role.label) for role in Role if role not in UNIT_ROLES]


class PersonForm(forms.ModelForm[User]):
    """A name, a login, and roles in this town. An e-mail that has an account already: that account is used."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=TOWN_ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    head_of = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Head of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    clerk_in = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Clerk in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    send_link = forms.BooleanField(
        label=_("Send a link to choose a password"), required=False, help_text=_("By e-mail; good for three days.")
    )
    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("For an account without an e-mail: hand it over in person. Twelve characters or more."),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "identifier"]

    def __init__(self, *args: Any, request: TownRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.town: Town = request.town
        self.known: User | None = None
        posts = posts_of(self.instance, self.town)
        units = units_for(self.town)
        for name, role in (("head_of", Role.HEAD), ("clerk_in", Role.CLERK)):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
            self.initial[name] = [post.unit_id for post in posts if post.role == role]
        self.initial["roles"] = [post.role for post in posts if post.role not in UNIT_ROLES]
        if self.instance.pk:
            self.restrict()

    def restrict(self) -> None:
        """A login, once given, stays; an account that is not this town's alone keeps its name too."""
        fixed = {name for name in ("email", "identifier") if getattr(self.instance, name)}
        if not is_managed_by(self.instance, self.town):
            fixed |= {"first_name", "last_name", "email", "identifier"}
            self.fields.pop("new_password")
        elif self.instance.email:
            self.fields.pop("new_password")
        if not self.instance.email:
            self.fields.pop("send_link")
        for name in fixed:
            self.fields[name].disabled = True

    def clean_email(self) -> str | None:
        email = (self.cleaned_data.get("email") or "").strip().lower() or None
        if email and not self.instance.pk:
            self.known = User.objects.filter(email=email).first()
        return email

    def clean_identifier(self) -> str | None:
        identifier = (self.cleaned_data.get("identifier") or "").strip().lower() or None
        if identifier and "@" in identifier:
            raise ValidationError(_("An identifier has no @: an e-mail goes above."))
        return identifier

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email") and not data.get("identifier"):
            raise ValidationError(_("Give an e-mail, or an identifier for a person who has none."))
        if not self.posts(data):
            raise ValidationError(_("Choose at least one role."))
        stays = Role.ADMINISTRATOR in data.get("roles", [])
        if self.instance.pk and not stays and is_last_administrator(self.instance, self.town):
            self.add_error("roles", _("Nobody else administers the town: name another administrator first."))
        password = data.get("new_password")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("new_password", error)
        elif not data.get("email") and not self.instance.pk:
            self.add_error("new_password", _("Give a first password: this account has no e-mail."))
        return data

    def _post_clean(self) -> None:
        # An account that exists already is not this form's to change: only its roles here are.
        if self.known is None:
            super()._post_clean()  # type: ignore[misc]  # the stub forgets it

    def posts(self, data: dict[str, Any]) -> list[Post]:
        """The roles that were ticked."""
        of_town: list[Post] = [(Role(role), None) for role in data.get("roles", [])]
        heads: list[Post] = [(Role.HEAD, unit) for unit in data.get("head_of", [])]
        clerks: list[Post] = [(Role.CLERK, unit) for unit in data.get("clerk_in", [])]
        return of_town + heads + clerks

    def save(self, commit: bool = True) -> User:
        data = self.cleaned_data
        is_new = not self.instance.pk and self.known is None
        person = self.known or super().save(commit=False)
        if self.known is None:
            if data.get("new_password") and not person.email:
                person.set_password(data["new_password"])
            elif is_new:
                person.set_unusable_password()
            person.save()
        is_sure = is_new or is_proven(person)
        if not is_sure:  # its password may be a stranger's, who would get the roles
            access_revoke(user=person)
        person_set_posts(user=person, town=self.town, posts=self.posts(data))
        if person.email and (is_new or not is_sure or data.get("send_link")):
            password_link_send(request=self.request, user=person)
        return person
