"""Wagtail's own listing and edit screens for the town's settings of the mail, narrowed to the request's town."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from edm.inbox.permissions import may_manage
from edm.organisation.admin_api import PlainWords
from edm.organisation.requests import TownRequest


class TownMixin:
    """A view of one town's rows; `may_enter(user, town)` says who comes in. Another town's row does not exist."""

    may_enter = staticmethod(may_manage)
    permission_policy = None
    request: TownRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(request.user, self.request.town):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]
        return rows.filter(town=self.request.town.pk)

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        """Wagtail's edit and delete views look the row up themselves, whatever the list is narrowed to."""
        found = super().get_object(queryset)  # type: ignore[misc]
        if found.town_id != self.request.town.pk:
            raise Http404
        return found


class TownFormMixin(TownMixin):
    def get_form_kwargs(self) -> dict[str, Any]:
        """The town is on a new row before it is checked: names are unique in a town."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        if kwargs.get("instance") is None:
            kwargs["instance"] = self.model(town=self.request.town)  # type: ignore[attr-defined]
        return kwargs


class TownIndexView(TownMixin, generic.IndexView):
    default_ordering = "name"
    add_item_label = gettext_lazy("Add")  # Wagtail's says “un(e)”


class TownCreateView(PlainWords, TownFormMixin, generic.CreateView):
    pass


class TownEditView(PlainWords, TownFormMixin, generic.EditView):
    pass


class TownDeleteView(TownMixin, generic.DeleteView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(request, _("It is in use: what was handled under it must stay readable."))
            return redirect(self.index_url_name)


class TownViewSet(ModelViewSet):
    """Base of these screens: no copy, no history, no usage; rights are roles, not Django's model permissions."""

    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = TownIndexView
    add_view_class = TownCreateView
    edit_view_class = TownEditView
    delete_view_class = TownDeleteView
    inspect_view_enabled = False
    search_backend_name = None
    may_enter = staticmethod(may_manage)

    @property
    def permission_policy(self) -> None:
        return None

    def get_urlpatterns(self) -> list[Any]:
        kept = ("index", "index_results", "add", "edit", "delete")
        return [pattern for pattern in super().get_urlpatterns() if getattr(pattern, "name", "") in kept]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common = super().get_common_view_kwargs(**kwargs)
        for name in ("history_url_name", "usage_url_name"):
            common.pop(name, None)
        return common

    def register_admin_url_finder(self) -> None:
        """No links from Wagtail's own reports: they know no town."""

    def register_permissions(self) -> None:
        """Roles decide, not the groups' form."""

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        viewset = self

        class TownMenuItem(MenuItem):
            def is_shown(self, request: TownRequest) -> bool:
                return bool(viewset.may_enter(request.user, request.town))

        return TownMenuItem(
            self.menu_label,
            self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=order or self.menu_order,
        )
