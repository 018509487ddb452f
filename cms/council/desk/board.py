"""The notice board: what was posted, from when to when, and the certificate of posting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn

from cms.council.desk.answers import pdf_answer
from cms.council.desk.roles import READS, ROLES, check_roles
from cms.council.models import Act, Posting
from cms.council.papers import posting_pdf
from cms.council.pdf import PdfUnavailable
from cms.council.selectors import town_today
from edm.organisation.admin_api import TownEditView, TownViewSet

CHOICES = 300  # acts and meetings that the form offers: the last ones


class PostingForm(WagtailAdminModelForm):
    class Meta:
        model = Posting
        fields = ["act", "meeting", "title", "place", "posted_on", "removed_on"]
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("posted_on", "removed_on")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = gettext_lazy("Empty: the act's number and title.")
        if self.instance.pk is None:
            self.fields["posted_on"].initial = town_today(self.instance.town)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        act, meeting = data.get("act"), data.get("meeting")
        if act and act.publicity != Act.Publicity.PUBLIC:
            self.add_error("act", _("An individual act is notified to the person, not posted."))
        if not data.get("title"):
            if act or meeting:
                data["title"] = str(act or meeting)[:600]
            else:
                self.add_error("title", _("Write what is posted, or choose an act or a meeting."))
        return data


class PostingEditView(TownEditView):
    template_name = "council/desk/posting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"posting": self.object}


class PostingViewSet(TownViewSet):
    model = Posting
    form_class = PostingForm
    name = "affichage"
    url_prefix = "conseil/affichage"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Notice board")
    roles = ROLES
    edit_view_class = PostingEditView
    list_display = [
        TitleColumn("title", label=gettext_lazy("What is posted"), url_name="affichage:edit"),
        "place",
        Column("posted_on", label=gettext_lazy("Posted on"), sort_key="posted_on"),
        Column("removed_on", label=gettext_lazy("Taken down on"), sort_key="removed_on"),
    ]
    search_fields = ["title", "place"]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("certificat/<int:pk>/certificat.pdf", certificate, name="certificate")]


def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificate of posting (certificat d'affichage), to be signed."""
    check_roles(request)
    posting = get_object_or_404(Posting.objects.select_related("town", "act"), pk=pk, town=request.town.pk)  # type: ignore[attr-defined]
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    try:
        return pdf_answer(posting_pdf(posting), f"certificat-affichage-{posting.pk}.pdf")
    except PdfUnavailable as missing:
        messages.error(request, missing.message)
        return redirect(reverse("affichage:edit", args=[posting.pk]))
