"""The people who work in the town hall: the administrator's list, narrowed to the town."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from edm.organisation.admin_api import InTown, TownCreateView, TownDeleteView, TownEditView, TownIndexView, TownViewSet
from edm.organisation.api import memberships_for
from portal.accounts.models import User
from portal.accounts.people_forms import PersonForm
from portal.accounts.services import is_last_administrator, person_dismiss


class PeopleIndexView(TownIndexView):
    def narrow(self, rows: QuerySet[User]) -> QuerySet[User]:
        return super().narrow(rows).distinct()

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().order_by("last_name", "first_name", "pk")

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
    pass


class PersonDismissView(TownDeleteView):
    page_title = _("Take away from the town hall")

    @property
    def confirmation_message(self) -> str:
        return str(_("Take every role away from this person? The account stays, as a citizen's."))

    def delete_action(self) -> None:
        if is_last_administrator(self.object, self.request.town):
            raise PermissionDenied(_("Nobody else administers the town: name another administrator first."))
        person_dismiss(user=self.object, town=self.request.town)


class PeopleViewSet(TownViewSet):
    model = User
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
    add_to_reference_index = False
    search_fields = ["first_name", "last_name", "email", "identifier"]
    search_backend_name = None
    list_display = [
        "last_name",
        "first_name",
        Column("login", label=_("Login"), accessor=lambda person: person.email or person.identifier),
        Column("posts", label=_("Roles"), accessor=lambda person: ", ".join(person.posts)),
    ]

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm
