"""The minutes of a meeting: read again, corrected, signed, put online."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.council.desk.forms import RichTextForm
from cms.council.desk.screens import MeetingScreen
from cms.council.models import Minutes, PublishedVersion
from cms.council.services import minutes as services
from cms.council.services.refusal import CouncilRefusal
from edm.files.api import upload_accept
from edm.law.council import minutes_due

PDF = frozenset({"application/pdf"})


class MinutesView(MeetingScreen):
    template_name = "council/desk/minutes.html"
    page_title = gettext_lazy("Minutes")
    actions = frozenset({"write", "save", "sign", "publish"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        told = getattr(self.meeting, "minutes", None)
        shown = self.meeting.versions.filter(kind=PublishedVersion.Kind.MINUTES, withdrawn_at=None)
        form = context.get("form") or (self._form(told) if told and not told.approved_on else None)
        return context | {
            "minutes": told,
            "form": form,
            "version": shown.select_related("document").order_by("-number").first(),
            "due": minutes_due(told.approved_on) if told and told.approved_on else None,
        }

    def _form(self, told: Minutes, data: Any = None) -> RichTextForm:
        return RichTextForm(data, label=_("Text of the minutes"), text=told.text)

    def _minutes(self) -> Minutes:
        told: Minutes | None = getattr(self.meeting, "minutes", None)
        if told is None:
            raise CouncilRefusal(_("Write the minutes first."))
        return told

    def do_write(self) -> None:
        services.minutes_generate(meeting=self.meeting, again=True)
        self.done(_("The minutes are made from what was recorded."))

    def do_save(self) -> HttpResponse | None:
        told = self._minutes()
        form = self._form(told, self.request.POST)
        if form.is_valid():
            services.minutes_change(minutes=told, text=form.cleaned_data["text"])
            self.done(_("The minutes are saved. The next meeting approves them by its first item."))
        return redirect("meetings:minutes", self.meeting.pk)

    def do_sign(self) -> None:
        upload = self.request.FILES.get("upload")
        if upload is None:
            raise CouncilRefusal(_("Choose the PDF of the signed minutes."), "upload")
        document = upload_accept(town=self.meeting.town, upload=upload, allowed=PDF)
        services.minutes_sign(minutes=self._minutes(), document=document)
        self.done(_("The signed minutes are kept."))

    def do_publish(self) -> None:
        services.minutes_publish(minutes=self._minutes(), user=self.request.user)
        self.done(_("The minutes are online."))
