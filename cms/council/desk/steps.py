"""The steps of an act's life, each a small form: adopt, sign, send, put online, replace, withdraw, archive."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.council import transitions
from cms.council.desk.roles import act_for
from cms.council.desk.step_forms import (
    ConfirmForm,
    PublishForm,
    RepublishForm,
    SignForm,
    TransmitForm,
    WithdrawForm,
)
from cms.council.models import Act
from cms.council.pdf import PdfUnavailable
from cms.council.selectors import town_day, town_today
from cms.council.services import acts, publication
from edm.files.api import Document
from edm.law.council import may_be_taken_off, online_until


class Step(NamedTuple):
    name: str
    label: Any
    principal: bool


def steps_of(act: Act) -> list[Step]:
    """What can be done now, the next step first."""
    states, steps = Act.State, []
    adoptable = act.nature != Act.Nature.DELIBERATION or act.result == Act.Result.ADOPTED
    if act.state == states.DRAFT and act.nature == Act.Nature.DELIBERATION and adoptable:
        steps.append(Step("adopt", gettext_lazy("Adopt and number"), True))
    if act.state == states.ADOPTED or (act.state == states.DRAFT and act.nature != Act.Nature.DELIBERATION):
        steps.append(Step("sign", gettext_lazy("Record the signature"), True))
    if act.state in (states.SIGNED, states.TRANSMITTED) and act.publicity == Act.Publicity.PUBLIC:
        steps.append(Step("publish", gettext_lazy("Put online"), True))
    if act.state in transitions.TRANSMISSIBLE and act.to_transmit:
        steps.append(Step("transmit", gettext_lazy("Record the transmission"), False))
    if act.state == states.PUBLISHED:
        steps.append(Step("republish", gettext_lazy("Replace by a corrected version"), False))
        steps.append(Step("withdraw", gettext_lazy("Withdraw from the site"), False))
    if transitions.is_allowed(act.state, states.ARCHIVED):
        steps.append(Step("archive", gettext_lazy("Archive"), False))
    return steps


def refuse(request: HttpRequest, reasons: list[str]) -> None:
    for reason in reasons:
        messages.error(request, reason)


def back(act: Act) -> HttpResponse:
    return redirect("actes:edit", act.pk)


class StepView(WagtailAdminTemplateMixin, FormView):
    """One step: its form, and the service it calls; what the service refuses is said above the form."""

    template_name = "council/desk/step.html"
    header_icon = "doc-full"
    button: Any = gettext_lazy("Save")
    done: Any = gettext_lazy("It is recorded.")
    explanation: Any = ""
    act: Act

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.act = act_for(request, kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("actes:index"), "label": _("Acts")},
            {"url": reverse("actes:edit", args=[self.act.pk]), "label": str(self.act)[:80]},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"act": self.act}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"act": self.act, "button": self.button, "explanation": self.explanation}
        return super().get_context_data(**kwargs) | told

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.take(form.cleaned_data)
        except (acts.ActRefused, PdfUnavailable) as refused:
            form.add_error(None, refused.message)
        except publication.PublicationRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        except transitions.TransitionRefused:  # somebody else was faster
            form.add_error(None, _("It is no longer in that state: look at it again."))
        else:
            messages.success(self.request, str(self.done))
            return back(self.act)
        return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def take(self, data: dict[str, Any]) -> None:
        raise NotImplementedError


class AdoptView(StepView):
    page_title = gettext_lazy("Adopt and number")
    form_class = ConfirmForm
    button = gettext_lazy("Adopt and number")
    explanation = gettext_lazy("It takes the next number of its series: a number is never given again.")

    def take(self, data: dict[str, Any]) -> None:
        acts.act_adopt(act=self.act)


class SignView(StepView):
    page_title = gettext_lazy("Record the signature")
    form_class = SignForm
    explanation = gettext_lazy(
        "Once it is signed, its text and its facts are no longer changed. An order or a decision takes its number now."
    )

    def take(self, data: dict[str, Any]) -> None:
        acts.act_sign(act=self.act, signed_on=data["signed_on"], document=data["document"])


class TransmitView(StepView):
    page_title = gettext_lazy("Record the transmission")
    form_class = TransmitForm
    explanation = gettext_lazy("The act binds once it is published and received by the préfecture (CGCT, L2131-1).")

    def take(self, data: dict[str, Any]) -> None:
        acts.act_transmission_record(act=self.act, **data)


class PublishView(StepView):
    """Two steps: what the public will read is shown, the very PDF and the page; then it is put online."""

    page_title = gettext_lazy("Put online")
    template_name = "council/desk/publish.html"
    form_class = PublishForm
    button = gettext_lazy("Put online")
    done = gettext_lazy("It is online. The certificate of publication can be printed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        reasons = [] if self.act.current_id else publication.publication_reasons(act=self.act, document=self.document())
        return context | {"reasons": reasons}

    def document(self) -> Document | None:
        """The signed paper, where there is no text to make one of."""
        return None if self.act.shown_text else self.act.signed_document

    def take(self, data: dict[str, Any]) -> None:
        document = self.act.signed_document if data["signed_paper"] else self.document()
        publication.act_publish(act=self.act, user=self.request.user, document=document)


class RepublishView(StepView):
    page_title = gettext_lazy("Replace by a corrected version")
    form_class = RepublishForm
    explanation = gettext_lazy(
        "The new version has a number of its own. The former stays at its address, told to be replaced; "
        "where names had to go, it is no longer shown."
    )

    def take(self, data: dict[str, Any]) -> None:
        publication.act_republish(act=self.act, user=self.request.user, **data)


class WithdrawView(StepView):
    page_title = gettext_lazy("Withdraw from the site")
    form_class = WithdrawForm
    button = gettext_lazy("Withdraw")
    done = gettext_lazy("It is withdrawn: its page says so, and why.")

    def take(self, data: dict[str, Any]) -> None:
        if self.act.current is None:
            raise acts.ActRefused(_("It is not online."))
        publication.version_withdraw(version=self.act.current, **data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.act.published_at:
            day = town_day(self.act.town, self.act.published_at)
            if not may_be_taken_off(day, town_today(self.act.town)):
                context["explanation"] = _(
                    "It stays online until %(day)s at least (CGCT, R2131-1), unless a court, the law or personal "
                    "data ask for its withdrawal."
                ) % {"day": f"{online_until(day):%d/%m/%Y}"}
        return context


class ArchiveView(StepView):
    page_title = gettext_lazy("Archive")
    form_class = ConfirmForm
    button = gettext_lazy("Archive")
    explanation = gettext_lazy("Its administrative life is over; what is online stays so.")

    def take(self, data: dict[str, Any]) -> None:
        acts.act_archive(act=self.act)
