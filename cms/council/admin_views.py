"""Meetings and deliberations, kept by the webmaster and the registrar, each in their town."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from cms.council.forms import DeliberationForm, MeetingForm
from cms.council.models import Deliberation, Meeting
from edm.organisation.admin_api import TownViewSet
from edm.organisation.api import Role

ROLES = frozenset({Role.WEBMASTER, Role.REGISTRAR})


class MeetingViewSet(TownViewSet):
    model = Meeting
    form_class = MeetingForm
    name = "meetings"
    url_prefix = "conseil/seances"
    icon = "calendar-alt"
    menu_label = _("Meetings")
    roles = ROLES
    list_display = ["date", "body", "place", BooleanColumn("published", label=_("on the site"))]


class DeliberationViewSet(TownViewSet):
    model = Deliberation
    form_class = DeliberationForm
    name = "deliberations"
    url_prefix = "conseil/deliberations"
    icon = "doc-full"
    menu_label = _("Deliberations")
    roles = ROLES
    town_field = "meeting__town"
    list_display = ["number", "title", "meeting", BooleanColumn("published_at", label=_("online"))]
    search_fields = ["number", "title"]


class CouncilGroup(ViewSetGroup):
    menu_label = _("Council")
    menu_icon = "calendar-alt"
    menu_name = "conseil"
    menu_order = 300
    items = (MeetingViewSet, DeliberationViewSet)
