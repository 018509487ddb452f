"""One arrival of the ledger, for the registrar: what it says, as words alone, and what is decided of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from edm.files.api import open_original
from edm.inbox.admin_views.files import private
from edm.intake.arrivals import NOT_READ_OUT
from edm.intake.mails.reading import message_read
from edm.intake.message import Message
from edm.intake.models import Reception
from edm.intake.quarantine import QuarantineRefused, quarantine_discard, quarantine_keep, quarantine_release
from edm.intake.selectors import reception_get_for
from edm.organisation.requests import TownRequest
from edm.register.models import Channel

# What is read again at each look, in the memory of the web process; what is larger is downloaded.
READ_AT_MOST = 40_000_000


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it thrown away?"),
        max_length=200,
        help_text=gettext_lazy("One sentence, kept in the register: “Fraud”, “Advertising”…"),
        error_messages={"required": gettext_lazy("Say why the mail is thrown away.")},
    )


class ReceptionView(WagtailAdminTemplateMixin, View):
    request: TownRequest
    template_name = "inbox/ledger/reception.html"
    breadcrumbs_items: list[dict[str, str]] = []
    form: DiscardForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponseBase:
        self.reception = reception_get_for(request.user, self.request.town, pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("do") == "ecarter":
            self.form = DiscardForm()
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return self.reception.name or _("Without subject")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        aside = self.reception.state == Reception.State.QUARANTINED
        return context | {
            "row": self.reception,
            "message": message_of(self.reception),
            "form": self.form if aside else None,
        }


class DecisionView(ReceptionView):
    """A decision, sent by a form: again, it changes nothing."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.decision = kwargs.pop("decision")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Signed in again after the form was sent: the arrival, where it is decided."""
        return redirect("ledger:reception", self.reception.pk)

    def post(self, request: HttpRequest) -> HttpResponse:
        take = {"garder": self.keep, "liberer": self.release, "ecarter": self.discard}.get(self.decision)
        if take is None:
            raise Http404
        try:
            return take()
        except QuarantineRefused as refused:
            messages.error(request, refused.message)
            return self.back()

    def keep(self) -> HttpResponse:
        quarantine_keep(reception=self.reception, actor=self.request.user)
        messages.success(self.request, _("The mail stays here: it was looked at."))
        return self.back()

    def release(self) -> HttpResponse:
        receipt = quarantine_release(reception=self.reception, actor=self.request.user)
        messages.success(self.request, _("The mail is in the register as %(number)s.") % {"number": receipt.number})
        return self.back()

    def discard(self) -> HttpResponse:
        form = DiscardForm(self.request.POST)
        if not form.is_valid():
            self.form = form
            return self.render_to_response(self.get_context_data(), status=422)
        reason = form.cleaned_data["reason"]
        quarantine_discard(reception=self.reception, actor=self.request.user, reason=reason)
        messages.success(self.request, _("The mail is thrown away. Its bytes are kept with the register."))
        return self.back()

    def back(self) -> HttpResponse:
        """To the day that the decision was taken from, else to the arrival."""
        if day := self.request.POST.get("jour", ""):
            return redirect(reverse("ledger:day", query={"jour": day}))
        return redirect("ledger:reception", self.reception.pk)


def message_of(reception: Reception) -> Message | None:
    """What a mail says, read from its original; None for what is no mail, lost, or too large to be read here.

    What has ended the worker that read it would end the site too.
    """
    document = reception.document
    if reception.channel != Channel.EMAIL or document is None or document.blob.size > READ_AT_MOST:
        return None
    if reception.key.startswith(NOT_READ_OUT):
        return None
    try:
        with open_original(document) as stream:
            return message_read(stream.read())
    except FileNotFoundError:
        return None


@require_safe
def original(request: TownRequest, pk: int) -> HttpResponse | FileResponse:
    """The bytes as they came, to keep and not to open: no browser and no mail program is offered them."""
    document = reception_get_for(request.user, request.town, pk).document
    if document is None:
        raise Http404
    try:
        stream = open_original(document)
    except FileNotFoundError as error:
        raise Http404 from error
    return private(
        FileResponse(stream, as_attachment=True, filename=document.name, content_type="application/octet-stream")
    )
