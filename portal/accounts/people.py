"""The people who work in the town hall: the administrator's list, narrowed to the town."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from edm.organisation.admin_api import InTown, TownCreateView, TownDeleteView, TownEditView, TownIndexView, TownViewSet
from edm.organisation.api import memberships_for
from portal.accounts.models import User
from portal.accounts.notices import Notice
from portal.accounts.people_forms import PersonForm
from portal.accounts.second_factor import is_on, second_factor_switch_off, with_factors
from portal.accounts.services import is_last_administrator, is_managed_by, person_dismiss


class PeopleIndexView(TownIndexView):
    def narrow(self, rows: QuerySet[User]) -> QuerySet[User]:
        return super().narrow(rows).distinct()

    def get_base_queryset(self) -> QuerySet[User]:
        return with_factors(super().get_base_queryset()).order_by("last_name", "first_name", "pk")

    def get_list_more_buttons(self, instance: User) -> list[MenuItem]:
        buttons: list[MenuItem] = super().get_list_more_buttons(instance)
        if is_on(instance):
            address = reverse("people:factor", args=[instance.pk])
            buttons.append(MenuItem(PersonFactorView.action, url=address, icon_name="key", priority=40))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = {person.pk: person for person in context["object_list"]}
        for person in shown.values():
            person.posts = []
        for post in memberships_for(self.request.town).filter(user__in=shown):
            role = post.get_role_display()
            shown[post.user_id].posts.append(f"{role} ({post.unit})" if post.unit else str(role))
        return context


class PersonView(InTown):
    """The form needs to know the town and whom to write to."""

    form_class = PersonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}  # type: ignore[misc]


class PersonCreateView(PersonView, TownCreateView):
    pass


class PersonEditView(PersonView, TownEditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if is_on(self.object):
            address = reverse("people:factor", args=[self.object.pk])
            buttons.append(Button(PersonFactorView.action, url=address, icon_name="key", priority=40))
        return buttons


class PersonDismissView(TownDeleteView):
    page_title = _("Take away from the town hall")

    @property
    def confirmation_message(self) -> str:
        return str(_("Take every role away from this person? The account stays, as a citizen's."))

    def delete_action(self) -> None:
        if is_last_administrator(self.object, self.request.town):
            raise PermissionDenied(_("Nobody else administers the town: name another administrator first."))
        person_dismiss(user=self.object, town=self.request.town)


class PersonFactorView(TownDeleteView):
    """Nothing but the second factor is deleted, for a lost phone; never one's own."""

    page_title = _("Take two-step sign-in away")
    template_name = "account/confirm.html"
    action = _("Take two-step sign-in away")
    permission_required = "change"
    success_message = _("Two-step sign-in of %(object)s is taken away.")

    @property
    def allowed(self) -> bool:
        person: User = self.object
        return is_on(person) and person.pk != self.request.user.pk and is_managed_by(person, self.request.town)

    @property
    def confirmation_message(self) -> str:
        person: User = self.object
        if not is_on(person):
            return gettext("This account has no second factor.")
        if person.pk == self.request.user.pk:
            return gettext("Your own is switched off in your account, or by another administrator.")
        if not is_managed_by(person, self.request.town):
            return gettext("This person works for another town too: who runs the server takes it away.")
        return gettext(
            "Make sure that the person asks for it: a lost phone, without recovery codes. The password alone opens "
            "the account afterwards, and the person is told by e-mail."
        )

    def delete_action(self) -> None:
        if not self.allowed:
            raise PermissionDenied
        second_factor_switch_off(
            user=self.object, town=self.request.town, notice=Notice.REMOVED, by=f"account {self.request.user.pk}"
        )


class PeopleViewSet(TownViewSet):
    model = User
    form_class = PersonForm
    name = "people"
    url_prefix = "mairie/personnes"
    icon = "user"
    menu_label = _("People")
    menu_order = 710
    add_to_admin_menu = True
    town_field = "memberships__town"
    index_view_class = PeopleIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDismissView
    search_fields = ["first_name", "last_name", "email", "identifier"]
    list_display = [
        "last_name",
        "first_name",
        Column("login", label=_("Login"), accessor=lambda person: person.email or person.identifier),
        Column("posts", label=_("Roles"), accessor=lambda person: ", ".join(person.posts)),
        Column("factor", label=_("Two-step sign-in"), accessor=lambda person: _("On") if is_on(person) else _("Off")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        options = {**self.get_common_view_kwargs(), "index_url_name": self.get_url_name("index")}
        options["delete_url_name"] = self.get_url_name("factor")
        view = self.construct_view(PersonFactorView, **options)
        return [*super().get_urlpatterns(), path("double-authentification/<int:pk>/", view, name="factor")]
