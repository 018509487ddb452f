"""Public, for apps that add screens to Wagtail's admin: a policy by role, and views that stay within a town."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.permission_policies.base import BasePermissionPolicy

from edm.organisation.belonging import TownForm, TownPageForm, id_read, rows_within
from edm.organisation.models import Role
from edm.organisation.requests import TownRequest
from edm.organisation.selectors import roles_anywhere, roles_of
from edm.organisation.services import role_group

__all__ = [
    "EVERY_ACTION",
    "InTown",
    "RolePolicy",
    "TownCreateView",
    "TownDeleteView",
    "TownEditView",
    "TownForm",
    "TownIndexView",
    "TownPageForm",
    "TownViewSet",
    "id_read",
    "role_group",
]

EVERY_ACTION = frozenset({"add", "change", "delete", "view"})
ADDRESSES = {"index": "view", "index_results": "view", "add": "add", "edit": "change", "delete": "delete"}


class RolePolicy(BasePermissionPolicy):
    """Whoever holds one of these roles may do these things; in which town, the views and the gate say."""

    def __init__(self, model: type[Model], roles: Iterable[Role], actions: Iterable[str] = EVERY_ACTION) -> None:
        super().__init__(model)
        self.roles = frozenset(roles)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and not self.roles.isdisjoint(roles_anywhere(user))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        from django.contrib.auth import get_user_model

        return get_user_model().objects.filter(memberships__role__in=self.roles).distinct()


class InTown:
    """A view whose rows are the town's: `town_field` leads from the model to its town."""

    model: Any
    permission_policy: Any
    town_field = "town"
    request: TownRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A role of another town, which the policy takes too, opens nothing here."""
        if self.permission_policy.roles.isdisjoint(roles_of(request.user, self.request.town)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{self.town_field: self.request.town.pk})

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Another town's row does not exist: Wagtail's edit and delete views would find it by its id alone."""
        rows = self.narrow(self.model._default_manager.all()).distinct()  # one person, several roles
        return super().get_object(rows)  # type: ignore[misc]


class TownFormView(InTown):
    """What a form says when it is sent, without Wagtail's “créé(e)” and “Le(la)”; it offers the town's own."""

    success_message = gettext_lazy("“%(object)s” is saved.")
    error_message = gettext_lazy("Nothing is saved yet: correct what is marked in red.")

    def get_form(self, form_class: Any = None) -> Any:
        return narrow_choices(super().get_form(form_class), self.request.town)  # type: ignore[misc]

    def is_valid(self, form: Any) -> bool:
        """Django passes over what is unique in the town, since the town is no field of the form."""
        for constraint in self.model._meta.constraints if form.is_valid() else ():
            if "town" in (names := getattr(constraint, "fields", ())):
                try:
                    constraint.validate(self.model, form.instance)
                except ValidationError:
                    own_name = next(name for name in names if name != "town")
                    form.add_error(own_name, _("The town has this one already: choose another."))
        return bool(super().is_valid(form))  # type: ignore[misc]


class TownIndexView(InTown, generic.IndexView):
    add_item_label = gettext_lazy("Add")  # Wagtail's says “un(e)”

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.narrow(super().get_base_queryset())


class TownCreateView(TownFormView, generic.CreateView):
    def get_initial_form_instance(self) -> Any:
        """A new row belongs to the town of the address, whatever the form says."""
        return self.model(town=self.request.town) if self.town_field == "town" else None


class TownEditView(TownFormView, generic.EditView):
    pass


class TownDeleteView(InTown, generic.DeleteView):
    success_message = gettext_lazy("Deleted: “%(object)s”.")

    @property
    def confirmation_message(self) -> str:
        return _("Delete it for good?")

    def form_valid(self, form: Any) -> HttpResponse:
        """What mail, cases or people still depend on stays, and the screen says so."""
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("This is still in use: nothing was deleted."))
            return redirect(self.get_success_url())


class TownViewSet(ModelViewSet):
    """A list and its forms, for some roles, on the rows of one town."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    actions: ClassVar[frozenset[str]] = EVERY_ACTION
    town_field: ClassVar[str] = "town"
    form_class: ClassVar[Any] = None  # None: Wagtail makes it of the fields or panels
    index_view_class = TownIndexView
    add_view_class = TownCreateView
    edit_view_class = TownEditView
    delete_view_class = TownDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None

    @property
    def permission_policy(self) -> RolePolicy:
        return RolePolicy(self.model, self.roles, self.actions)

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.form_class or super().get_form_class(for_update)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        links = {"history_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**links, town_field=self.town_field, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        """An address for what may be done; none for Wagtail's history and usage, which look across towns."""
        return [pattern for pattern in super().get_urlpatterns() if ADDRESSES.get(pattern.name) in self.actions]


def narrow_choices(form: Any, town: Any) -> Any:
    """Offer, and accept, only what belongs to the town, in each choice of rows that have one.

    Wagtail's choosers are left to `WithinTown`: refused here, they would still show the title of what was posted.
    """
    for field in form.fields.values():
        rows = getattr(field, "queryset", None)
        if rows is None or isinstance(field.widget, BaseChooser):
            continue
        within = rows_within(rows, town)
        if within is not None:
            field.queryset = within
    return form
