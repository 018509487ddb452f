"""Meetings and what they decide, kept by the webmaster and the registrar, each in their town."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from cms.council.desk.acts import ActViewSet
from cms.council.desk.board import PostingViewSet
from cms.council.desk.grants import GrantViewSet
from cms.council.desk.members import CommitteeViewSet, MemberViewSet, TermViewSet
from cms.council.desk.minutes import MinutesView
from cms.council.desk.registers import AssemblyViewSet
from cms.council.desk.roles import ROLES
from cms.council.desk.sitting import AttendanceView, ItemView
from cms.council.desk.workbench import LettersView, MinutesPdfView, WorkbenchView
from cms.council.forms import MeetingForm
from cms.council.models import Meeting
from edm.organisation.admin_api import TownCreateView, TownEditView, TownIndexView, TownViewSet


class MeetingIndexView(TownIndexView):
    def get_base_queryset(self) -> QuerySet[Meeting]:
        return super().get_base_queryset().select_related("body")


class MeetingCreateView(TownCreateView):
    def get_success_url(self) -> str:
        """To its workbench, where it goes on."""
        return reverse("meetings:workbench", args=[self.object.pk])


class MeetingEditView(TownEditView):
    def get_success_url(self) -> str:
        return reverse("meetings:workbench", args=[self.object.pk])


class MeetingViewSet(TownViewSet):
    model = Meeting
    form_class = MeetingForm
    name = "meetings"
    url_prefix = "conseil/seances"
    icon = "calendar-alt"
    menu_label = _("Meetings")
    roles = ROLES
    index_view_class = MeetingIndexView
    add_view_class = MeetingCreateView
    edit_view_class = MeetingEditView
    list_display = [
        TitleColumn("date", label=_("Date"), url_name="meetings:workbench"),
        "body",
        Column("get_state_display", label=_("State")),
        "place",
        BooleanColumn("published", label=_("on the site")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", WorkbenchView.as_view(), name="workbench"),
            path("<int:pk>/presences/", AttendanceView.as_view(), name="attendance"),
            path("<int:pk>/points/<int:item>/", ItemView.as_view(), name="item"),
            path("<int:pk>/proces-verbal/", MinutesView.as_view(), name="minutes"),
            path("<int:pk>/proces-verbal.pdf", MinutesPdfView.as_view(), name="minutes_pdf"),
            path("<int:pk>/convocations.pdf", LettersView.as_view(), name="letters"),
        ]


class CouncilGroup(ViewSetGroup):
    menu_label = _("Council")
    menu_icon = "calendar-alt"
    menu_name = "conseil"
    menu_order = 300
    items = (
        MeetingViewSet,
        ActViewSet,
        TermViewSet,
        MemberViewSet,
        CommitteeViewSet,
        PostingViewSet,
        GrantViewSet,
        AssemblyViewSet,
    )
