"""The settings of the mail in Wagtail's screens: kinds of case, reply templates, correspondents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from edm.inbox.forms_settings import CaseKindForm, CorrespondentForm, ReplyTemplateForm
from edm.inbox.permissions import MANAGERS
from edm.organisation.admin_api import TownViewSet
from edm.organisation.api import Role
from edm.register.models import CaseKind, Correspondent
from edm.replies.models import ReplyTemplate


class CaseKindViewSet(TownViewSet):
    model = CaseKind
    form_class = CaseKindForm
    name = "types-de-dossier"
    icon = "tag"
    menu_label = gettext_lazy("Kinds of case")
    menu_order = 310
    add_to_settings_menu = True
    roles = MANAGERS
    list_display = ["name", "unit", "silence_rule", "confidential"]
    search_fields = ["name"]


class CorrespondentViewSet(TownViewSet):
    """Who writes to the town hall; made by the register alone, corrected here by the registrar."""

    model = Correspondent
    form_class = CorrespondentForm
    name = "correspondants"
    icon = "group"
    menu_label = gettext_lazy("Correspondents")
    menu_order = 60
    add_to_admin_menu = True
    roles = frozenset({Role.REGISTRAR})
    actions = frozenset({"change", "view"})
    list_display = ["name", "email", "phone"]
    ordering = "name"
    search_fields = ["name", "email"]


class ReplyTemplateViewSet(TownViewSet):
    model = ReplyTemplate
    form_class = ReplyTemplateForm
    name = "modeles-de-reponse"
    icon = "doc-full"
    menu_label = gettext_lazy("Reply templates")
    menu_order = 70
    add_to_admin_menu = True
    roles = MANAGERS | {Role.HEAD}
    list_display = ["name", "unit", "subject"]
    search_fields = ["name", "subject"]
