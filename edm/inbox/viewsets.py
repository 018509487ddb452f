"""The settings of the mail in Wagtail's screens: kinds of case, reply templates, correspondents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from edm.inbox.forms_settings import CaseKindForm, CorrespondentForm, ReplyTemplateForm
from edm.inbox.permissions import is_registrar, may_write_templates
from edm.inbox.town_viewset import TownCreateView, TownDeleteView, TownEditView, TownIndexView, TownViewSet
from edm.register.models import CaseKind, Correspondent
from edm.replies.models import ReplyTemplate


class CaseKindViewSet(TownViewSet):
    model = CaseKind
    name = "types-de-dossier"
    icon = "tag"
    menu_label = gettext_lazy("Kinds of case")
    menu_order = 310
    add_to_settings_menu = True
    list_display = ["name", "unit", "silence_rule", "confidential"]
    list_per_page = 25
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[CaseKindForm]:
        return CaseKindForm


class CorrespondentIndexView(TownIndexView):
    may_enter = staticmethod(is_registrar)
    add_url_name = None


class CorrespondentEditView(TownEditView):
    may_enter = staticmethod(is_registrar)
    delete_url_name = None


class CorrespondentViewSet(TownViewSet):
    """Who writes to the town hall; made by the register alone, corrected here by the registrar."""

    model = Correspondent
    name = "correspondants"
    icon = "group"
    menu_label = gettext_lazy("Correspondents")
    menu_order = 60
    add_to_admin_menu = True
    index_view_class = CorrespondentIndexView
    edit_view_class = CorrespondentEditView
    list_display = ["name", "email", "phone"]
    list_per_page = 25
    search_fields = ["name", "email"]
    may_enter = staticmethod(is_registrar)

    def get_urlpatterns(self) -> list[Any]:
        kept = ("index", "index_results", "edit")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common = super().get_common_view_kwargs(**kwargs)
        for name in ("add_url_name", "delete_url_name"):
            common.pop(name, None)
        return common

    def get_form_class(self, for_update: bool = False) -> type[CorrespondentForm]:
        return CorrespondentForm


class TemplateIndexView(TownIndexView):
    may_enter = staticmethod(may_write_templates)


class TemplateCreateView(TownCreateView):
    may_enter = staticmethod(may_write_templates)


class TemplateEditView(TownEditView):
    may_enter = staticmethod(may_write_templates)


class TemplateDeleteView(TownDeleteView):
    may_enter = staticmethod(may_write_templates)


class ReplyTemplateViewSet(TownViewSet):
    model = ReplyTemplate
    name = "modeles-de-reponse"
    icon = "doc-full"
    menu_label = gettext_lazy("Reply templates")
    menu_order = 70
    add_to_admin_menu = True
    index_view_class = TemplateIndexView
    add_view_class = TemplateCreateView
    edit_view_class = TemplateEditView
    delete_view_class = TemplateDeleteView
    list_display = ["name", "unit", "subject"]
    list_per_page = 25
    search_fields = ["name", "subject"]
    may_enter = staticmethod(may_write_templates)

    def get_form_class(self, for_update: bool = False) -> type[ReplyTemplateForm]:
        return ReplyTemplateForm
