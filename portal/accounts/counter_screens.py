"""Accounts opened at the counter: the clerk's list, form and new sheets, narrowed to the town."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn

from edm.organisation.admin_api import TownCreateView, TownDeleteView, TownIndexView, TownViewSet
from edm.organisation.api import Role, roles_of
from portal.accounts.counter import account_open, code_renew, may_renew, takes_code
from portal.accounts.counter_forms import TAKEN, OpenAccountForm
from portal.accounts.counter_views import sheet
from portal.accounts.models import CounterAccount, User

COUNTER = frozenset({Role.REGISTRAR, Role.HEAD, Role.CLERK})


def state_of(account: CounterAccount) -> str:
    """How far the account is, in words."""
    if account.user.has_usable_password():
        return _("In use")
    if account.code_hash and account.code_until > timezone.now():
        return _("Waits for its first use")
    return _("Its code is over: make a new sheet")


class CounterIndexView(TownIndexView):
    add_item_label = gettext_lazy("Open an account")

    def get_base_queryset(self) -> QuerySet[CounterAccount]:
        return super().get_base_queryset().select_related("user").order_by("-opened_at", "-pk")

    def get_edit_url(self, instance: CounterAccount) -> str | None:
        if not may_renew(instance.user, roles_of(self.request.user, self.request.town)):
            return None
        return reverse("counter:renew", args=[instance.pk])

    def get_list_more_buttons(self, instance: CounterAccount) -> list[MenuItem]:
        url = self.get_edit_url(instance)
        return [MenuItem(_("New sheet"), url=url, icon_name="doc-full", priority=10)] if url else []


class CounterOpenView(TownCreateView):
    page_title = gettext_lazy("Open an account")
    template_name = "account/counter_open.html"

    def form_valid(self, form: Any) -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "email")}
        try:
            account, code = account_open(town=self.request.town, actor=cast("User", self.request.user), **told)
        except IntegrityError:  # the same form twice at once: the other one has the account
            form.add_error("email", TAKEN)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return sheet(self.request, account, code)


class CounterRenewView(TownDeleteView):
    """Nothing is deleted: Wagtail's page that asks before it acts, for a new code."""

    page_title = gettext_lazy("New sheet")
    template_name = "account/confirm.html"
    action = gettext_lazy("Print a new sheet")
    permission_required = "change"

    @property
    def allowed(self) -> bool:
        return may_renew(self.object.user, roles_of(self.request.user, self.request.town))

    @property
    def confirmation_message(self) -> str:
        if not takes_code(self.object.user):
            return _("This account is in use and has an e-mail: its owner chooses a new password on the site.")
        if not self.allowed:
            return _("This account has been used: a registrar alone prints a new sheet for it.")
        if self.object.user.has_usable_password():
            return _(
                "The new sheet lets its bearer choose a new password: check the identity of the person in front of "
                "you. The sheet before opens nothing any more."
            )
        return _("The sheet before opens nothing any more.")

    def form_valid(self, form: Any) -> HttpResponse:
        if not self.allowed:
            raise PermissionDenied
        return sheet(self.request, self.object, code_renew(account=self.object, actor=cast("User", self.request.user)))


class CounterViewSet(TownViewSet):
    model = CounterAccount
    form_class = OpenAccountForm
    name = "counter"
    url_prefix = "comptes-usagers"
    icon = "user"
    menu_label = gettext_lazy("Citizens' accounts")
    menu_order = 60
    add_to_admin_menu = True
    roles = COUNTER
    index_view_class = CounterIndexView
    add_view_class = CounterOpenView
    search_fields = ["user__first_name", "user__last_name", "user__identifier", "user__email"]
    list_display = [
        "__str__",
        Column("identifier", label=gettext_lazy("Identifier"), accessor=lambda account: account.user.identifier or ""),
        DateColumn("opened_at", label=gettext_lazy("Opened")),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
    ]

    def get_urlpatterns(self) -> list[Any]:
        options = {**self.get_common_view_kwargs(), "index_url_name": self.get_url_name("index")}
        options["delete_url_name"] = self.get_url_name("renew")
        view = self.construct_view(CounterRenewView, **options)
        return [*super().get_urlpatterns(), path("nouvelle-feuille/<int:pk>/", view, name="renew")]
