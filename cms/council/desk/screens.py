"""The screens of a meeting: each shows what is there and takes a few actions, one small form each.

An action is a method named in `actions`; what refuses it is shown beside its form, and nothing is lost. After it the
browser is sent to the screen again, so that the back button and a reload send nothing twice.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.council.desk.roles import check_roles
from cms.council.models import AgendaItem, Meeting, Member
from cms.council.pdf import PdfUnavailable
from cms.council.services.acts import ActRefused
from cms.council.services.publication import PublicationRefused
from cms.council.services.refusal import CouncilRefusal
from cms.council.sitting import Sitting
from edm.files.api import FileRefused

REFUSALS = (CouncilRefusal, PdfUnavailable, ActRefused, PublicationRefused, FileRefused)


def meeting_for(request: HttpRequest, pk: int) -> Meeting:
    """The town's meeting, for who may work on it; PermissionDenied or Http404."""
    check_roles(request)
    found: Meeting = get_object_or_404(
        Meeting.objects.select_related("town", "body", "term", "chair", "secretary", "second_of"),
        pk=pk,
        town=request.town.pk,  # type: ignore[attr-defined]
    )
    return found


class PaperView(View):
    """A paper of a meeting; the right to it is looked at before the method."""

    meeting: Meeting

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.meeting = meeting_for(request, kwargs["pk"])


class MeetingScreen(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "calendar-alt"
    actions: ClassVar[frozenset[str]] = frozenset()
    meeting: Meeting
    sitting: Sitting

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.meeting = meeting_for(request, kwargs["pk"])
        self.sitting = Sitting(self.meeting)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("meetings:index"), "label": _("Meetings")},
            {"url": reverse("meetings:workbench", args=[self.meeting.pk]), "label": str(self.meeting)},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"meeting": self.meeting, "sitting": self.sitting, "refused": {}, "given": {}}
        return super().get_context_data(**kwargs) | told | kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        action = request.POST.get("action", "")
        if action not in self.actions:
            raise Http404
        try:
            answer: HttpResponseBase | None = getattr(self, f"do_{action}")()
        except REFUSALS as refused:
            message = getattr(refused, "message", None) or str(refused)
            told = {"action": action, "message": message, "field": getattr(refused, "field", "")}
            self.sitting = Sitting(self.meeting)
            return self.refusal(told)
        return answer or redirect(request.path + (f"#{anchor}" if (anchor := self.anchor(action)) else ""))

    def refusal(self, told: dict[str, str]) -> HttpResponse:
        context = self.get_context_data(refused=told, given=self.request.POST)
        return self.render_to_response(context, status=422)

    def anchor(self, action: str) -> str:
        """The part of the screen to come back to."""
        return ""

    def done(self, message: str) -> None:
        messages.success(self.request, message)

    def item(self, name: str = "item") -> AgendaItem:
        """The item of this meeting that the form names, or Http404."""
        value = self.request.POST.get(name, "")
        return self.item_of(int(value) if value.isdecimal() else 0)

    def item_of(self, pk: int) -> AgendaItem:
        found = next((item for item in self.sitting.items if item.pk == pk), None)
        if found is None:
            raise Http404
        return found

    def member(self, name: str) -> Member | None:
        """The member in office that the form names; None where it names nobody."""
        value = self.request.POST.get(name, "")
        return next((member for member in self.sitting.members if str(member.pk) == value), None)

    def member_wanted(self, name: str) -> Member:
        found = self.member(name)
        if found is None:
            raise CouncilRefusal(_("Choose a member."), name)
        return found
