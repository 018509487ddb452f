"""Meetings and what they decide, kept by the webmaster and the registrar, each in their town."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from cms.council.desk.acts import ActViewSet
from cms.council.desk.board import PostingViewSet
from cms.council.desk.grants import GrantViewSet
from cms.council.desk.registers import AssemblyViewSet
from cms.council.desk.roles import ROLES
from cms.council.forms import MeetingForm
from cms.council.models import Meeting
from edm.organisation.admin_api import TownViewSet


class MeetingViewSet(TownViewSet):
    model = Meeting
    form_class = MeetingForm
    name = "meetings"
    url_prefix = "conseil/seances"
    icon = "calendar-alt"
    menu_label = _("Meetings")
    roles = ROLES
    list_display = ["date", "body", "place", BooleanColumn("published", label=_("on the site"))]


class CouncilGroup(ViewSetGroup):
    menu_label = _("Council")
    menu_icon = "calendar-alt"
    menu_name = "conseil"
    menu_order = 300
    items = (MeetingViewSet, ActViewSet, PostingViewSet, GrantViewSet, AssemblyViewSet)
