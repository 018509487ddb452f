"""The mailboxes of a town: the administrator's screens. A password goes in and never comes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from edm.intake.mailboxes import mailbox_check, mailbox_save
from edm.intake.models import Mailbox
from edm.organisation.admin_api import InTown, TownCreateView, TownDeleteView, TownEditView, TownViewSet

# A known password goes nowhere else, nor less guarded, than where its owner sent it.
WAY = ("host", "port", "security")


class MailboxForm(WagtailAdminModelForm):
    new_password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Mailbox
        fields = ["host", "port", "security", "username", "folder", "is_active"]
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("This folder of this account is read already.")}
        }
        widgets = {
            "username": forms.TextInput(attrs={"autocomplete": "off"}),
            "host": forms.TextInput(attrs={"placeholder": "imap.exemple.fr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["new_password"].required = False
            self.fields["new_password"].help_text = _("Leave it empty to keep the one that is known.")
        if self.instance.from_environment:
            del self.fields["new_password"]
            for field in self.fields.values():
                field.disabled = True
        else:
            self.order_fields(["host", "port", "security", "username", "new_password", "folder", "is_active"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self.instance.pk and not data.get("new_password") and not set(WAY).isdisjoint(self.changed_data):
            self.add_error("new_password", _("The server or the way to it changes: type the password again."))
        return data

    def save(self, commit: bool = True) -> Mailbox:
        return mailbox_save(mailbox=self.instance, password=self.cleaned_data["new_password"])


class OneMailbox(InTown):
    """A view of a mailbox; that of PARVIS_IMAP_URL is looked at and never changed here."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mailbox = self.get_object()
        if mailbox.from_environment:
            messages.error(request, _("This mailbox is set on the machine (PARVIS_IMAP_URL): nothing was changed."))
            return redirect("boites-email:edit", mailbox.pk)
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response


class StateColumn(Column):
    cell_template_name = "inbox/cells/mailbox.html"


class MailboxCreateView(TownCreateView):
    def get_success_url(self) -> str:
        """The next thing to do is to try it."""
        return reverse("boites-email:edit", args=[self.object.pk])


class MailboxEditView(OneMailbox, TownEditView):
    template_name = "inbox/mailbox_edit.html"

    def get_success_url(self) -> str:
        return reverse("boites-email:edit", args=[self.object.pk])


class MailboxDeleteView(OneMailbox, TownDeleteView):
    success_message = gettext_lazy("“%(object)s” is no longer read.")

    @property
    def confirmation_message(self) -> str:
        return _(
            "This mailbox will no longer be read. The mail that came by it stays in the register, "
            "and its messages stay on their server."
        )


class MailboxCheckView(InTown, generic.EditView):
    """Try the connection, with what is saved."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mailbox = self.get_object()
        if error := mailbox_check(mailbox):
            messages.error(request, error)
        else:
            messages.success(request, _("The connection works: “%(folder)s” opens.") % {"folder": mailbox.folder})
        return redirect("boites-email:edit", mailbox.pk)


class MailboxViewSet(TownViewSet):
    model = Mailbox
    form_class = MailboxForm
    name = "boites-email"
    icon = "mail"
    menu_label = gettext_lazy("Mailboxes")
    menu_order = 320
    add_to_settings_menu = True
    add_view_class = MailboxCreateView
    edit_view_class = MailboxEditView
    delete_view_class = MailboxDeleteView
    list_display = ["__str__", "host", StateColumn("state", label=gettext_lazy("State"), accessor="pk")]
    ordering = "username"

    def get_urlpatterns(self) -> list[Any]:
        check = self.construct_view(MailboxCheckView, **self.get_edit_view_kwargs())
        return [*super().get_urlpatterns(), path("check/<int:pk>/", check, name="check")]
