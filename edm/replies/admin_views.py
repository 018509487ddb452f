"""The reply's screen: channel, template, text, documents, a look at the letter, and off it goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from edm.files.api import Document, FileRefused, check_count, upload_accept
from edm.inbox.listing import Listing
from edm.organisation.requests import TownRequest
from edm.register.models import Channel, MailItem
from edm.register.selectors import case_get_for, case_get_to_work
from edm.register.services import TransitionRefused
from edm.replies.forms import ACCEPT, Attached, ReplyForm
from edm.replies.letters import LetterUnavailable, letter_get, letter_render
from edm.replies.models import Reply
from edm.replies.selectors import templates_for
from edm.replies.services import ReplyRefused, reply_send, template_render

PRINTED = (Channel.PAPER, Channel.COUNTER)


class ReplyView(WagtailAdminTemplateMixin, View):
    request: TownRequest
    template_name = "replies/reply.html"
    page_title = gettext_lazy("Reply")
    breadcrumbs_items: list[dict[str, str]] = []

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponseBase:
        self.case = case_get_to_work(request.user, self.request.town, pk)
        self.attached = Attached(case=self.case, user=request.user)
        self.documents: list[Document] = []
        self.file_errors: list[str] = []
        return super().dispatch(request, *args, **kwargs)

    @property
    def query(self) -> str:
        """The list that the case was opened from, to come back to."""
        return Listing(self.request).query

    @property
    def case_url(self) -> str:
        return reverse("inbox:case", args=[self.case.pk]) + (f"?{self.query}" if self.query else "")

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.case.is_open:
            messages.warning(request, _("This case has ended: reopen it before you reply."))
            return redirect(self.case_url)
        return self.show(ReplyForm.fresh(case=self.case, asks="demande" in request.GET))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplyForm(request.POST, case=self.case)
        self.keep_documents()
        if "fill" in request.POST:
            return self.show(self.filled(form))
        if "attach" in request.POST:
            return self.show(form.kept_as())
        if not form.is_valid() or self.file_errors:
            return self.show(form, status=422)
        return self.send(form)

    def keep_documents(self) -> None:
        """What was attached before and is still ticked, then what comes with this post."""
        self.documents = self.attached.read(self.request.POST.getlist("kept"))
        uploads = self.request.FILES.getlist("files")
        try:
            check_count([*self.documents, *uploads])
            for upload in uploads:
                self.documents.append(upload_accept(town=self.case.town, upload=upload))
        except FileRefused as refused:
            self.file_errors.append(str(refused.message))

    def filled(self, form: ReplyForm) -> ReplyForm:
        """The template's words, and below them what was typed already."""
        template = templates_for(self.case).filter(pk=self.request.POST.get("template") or 0).first()
        if template is None:
            return form.kept_as()
        subject, html = template_render(template=template, case=self.case, actor=self.request.user)
        typed = form["body"].value() or ""
        return form.kept_as(subject=subject, body=html + typed)

    def send(self, form: ReplyForm) -> HttpResponse:
        told = form.cleaned_data
        try:
            reply = reply_send(
                case=self.case,
                actor=self.request.user,
                key=told["key"],
                channel=told["channel"],
                subject=told["subject"],
                html=told["body"],
                document_ids=[document.pk for document in self.documents],
                asks=told["asks"],
            )
        except (ReplyRefused, TransitionRefused) as refused:
            form.add_error(None, refused.message)
            return self.show(form, status=422)
        buttons = []
        if reply.channel in PRINTED:
            buttons.append(
                messages.button(reverse("inbox:letter", args=[self.case.pk, reply.pk]), _("Print the letter"))
            )
        words = _("Reply %(number)s has left.") % {"number": reply.item.number if reply.item else ""}
        messages.success(self.request, words, buttons=buttons)
        return redirect(self.case_url)

    def show(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            case=self.case,
            query=self.query,
            case_url=self.case_url,
            answered=self.case.items.filter(direction=MailItem.Direction.IN).prefetch_related("documents").last(),
            form=form,
            media=form.media,
            channel_now=form["channel"].value(),
            attached=self.attached.lines(self.documents),
            file_errors=self.file_errors,
            accept=ACCEPT,
        )
        return self.render_to_response(context, status=status)


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def preview(request: TownRequest, pk: int) -> HttpResponse:
    """The letter as it would be printed, from what is typed; nothing is kept but the documents."""
    case = case_get_to_work(request.user, request.town, pk)
    form = ReplyForm(request.POST, case=case)
    documents = Attached(case=case, user=request.user).read(request.POST.getlist("kept"))
    try:
        data = letter_render(
            case=case,
            subject=str(form["subject"].value() or ""),
            html=str(form["body"].value() or ""),
            author=request.user,
            documents=documents,
        )
    except LetterUnavailable as refused:
        return HttpResponse(refused.message, status=503, content_type="text/plain; charset=utf-8")
    return _pdf(data, "apercu.pdf")


@require_safe
def letter(request: TownRequest, pk: int, reply_id: int) -> HttpResponse:
    """The letter of a reply that has left, to print; made now if the worker has not made it yet."""
    case = case_get_for(request.user, request.town, pk)
    reply = get_object_or_404(Reply.objects.select_related("item", "case"), case=case, pk=reply_id, item__isnull=False)
    try:
        document = letter_get(reply)
    except LetterUnavailable as refused:
        messages.error(request, refused.message)
        return redirect("inbox:case", pk=case.pk)
    return _pdf(document.blob.path.read_bytes(), document.name)
