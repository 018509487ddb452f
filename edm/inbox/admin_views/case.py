"""The case: its neighbours, its documents' pages, its facts and exchanges, and what may be done with it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from edm.delivery.models import OutgoingMail
from edm.files.api import document_text
from edm.files.models import Document
from edm.inbox.actions import ACTIONS, Action, action_run, actions_for
from edm.inbox.case_documents import documents_of
from edm.inbox.forms import CaseForm
from edm.inbox.legal_clock import legal_clock
from edm.inbox.listing import Listing, steps
from edm.intake.models import Reception
from edm.organisation.requests import TownRequest
from edm.register.models import Case, CaseEvent, Channel, MailItem
from edm.register.selectors import case_get_for, case_get_to_work
from edm.register.transitions import TransitionRefused
from edm.replies.models import Reply
from edm.replies.selectors import reply_channels

TABS = (("faits", _("Facts")), ("echanges", _("Exchanges")), ("texte", _("Text")), ("historique", _("History")))


class CaseView(WagtailAdminTemplateMixin, View):
    request: TownRequest
    template_name = "inbox/case.html"
    breadcrumbs_items: list[dict[str, str]] = []

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponseBase:
        self.case = case_get_for(request.user, self.request.town, pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        response = self.render_to_response(self.get_context_data())
        # The page needs the width: Wagtail's script reads a slim menu from this cookie, here and nowhere else.
        response.set_cookie("wagtail_sidebar_collapsed", "1", max_age=60, path=request.path, samesite="Lax")
        return response

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.request)

    @cached_property
    def may_handle(self) -> bool:
        workable = Case.objects.workable_by(self.request.user, self.case.town)
        return workable.filter(pk=self.case.pk).exists()

    @cached_property
    def items(self) -> list[MailItem]:
        sent = Prefetch("outgoing_mails", OutgoingMail.objects.defer("raw"))
        items = self.case.items.select_related("correspondent", "author")
        return list(items.prefetch_related("documents__blob", sent))

    def get_page_title(self) -> str:
        return f"{self.case.number} · {self.case.subject}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        case, listing = self.case, self.listing
        neighbours = listing.neighbours()
        before, after = steps(neighbours, case.pk)
        events = list(case.events.select_related("actor", "item"))
        tab = self.request.GET.get("tab", "")
        context |= {
            "case": case,
            "query": listing.query,
            "today": listing.today,
            "neighbours": neighbours,
            "before": before,
            "after": after,
            "current_view": listing.view,
            "count": listing.counts[listing.view.code],
            "events": events,
            "seen": events[-1].pk if events else 0,
            "items": self.items,
            "told": told_of(events),
            "originals": self.originals(),
            "tab": tab if tab in dict(TABS) else TABS[0][0],
            "tabs": TABS,
            "clock": legal_clock(case, listing.today),
            "may_handle": self.may_handle,
            "informed": list(case.informed.all()),
            "replies": self.replies(),
            "channels": reply_channels(case) if case.is_open else [],
        }
        context |= self.viewer()
        if self.may_handle:
            context |= self.doing(context["seen"])
        return context

    def replies(self) -> list[Reply]:
        """The replies that left, for the link to a letter."""
        return list(Reply.objects.filter(case=self.case, item__isnull=False).select_related("letter"))

    def originals(self) -> set[int | None]:
        """Which documents are e-mails as they came, byte for byte."""
        if not any(item.channel == Channel.EMAIL for item in self.items):
            return set()
        mails = Reception.objects.filter(item__case=self.case, channel=Channel.EMAIL)
        return set(mails.values_list("document_id", flat=True))

    def viewer(self) -> dict[str, Any]:
        """Which document and which page are shown: as the address asks, else the first; of an e-mail, its text."""
        documents = list(documents_of(self.case))
        wanted = self.request.GET.get("doc", "")
        first = documents[0] if documents and self.case.origin != Channel.EMAIL else None
        document = next((one for one in documents if str(one.pk) == wanted), first)
        page = self.request.GET.get("page", "1")
        count = document.page_count if document else 0
        number = min(max(int(page), 1), max(count, 1)) if page.isdecimal() else 1
        text = document_text(document) if document and self.request.GET.get("tab") == "texte" else ""
        return {
            "documents": documents,
            "document": document,
            "document_text": text,
            "page_number": number,
            "page_numbers": range(1, count + 1),
            "page_before": number - 1,
            "page_after": number + 1 if number < count else 0,
            "is_unreadable": document is not None and document.text_state == Document.TextState.UNREADABLE,
        }

    def doing(self, seen: int) -> dict[str, Any]:
        """The actions offered, and the form of the one that is open."""
        actions = actions_for(self.case, self.request.user)
        code = self.request.GET.get("do", "")
        action = next((one for one in actions if one.code == code and one.has_fields), None)
        form = action.form(case=self.case, initial={"seen": seen}) if action else None
        return {"actions": actions, "action": action, "form": form}


def told_of(events: list[CaseEvent]) -> dict[int, list[str]]:
    """What the register itself noted of an item as it came: a part that is damaged, a case that is named."""
    told = defaultdict(list)
    for event in events:
        if event.verb == CaseEvent.Verb.NOTED and event.item_id and event.actor_id is None:
            told[event.item_id].append(event.text)
    return dict(told)


class CaseActionView(CaseView):
    """One action, sent by a form of the case's screen."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.code = kwargs.pop("code")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Signed in again after the form was sent: the form is offered again."""
        address = self.case_url(do=self.code)
        return redirect(address)

    def case_url(self, do: str = "") -> str:
        query = self.listing.query
        if do:
            query = f"{query}&do={do}" if query else f"do={do}"
        return reverse("inbox:case", args=[self.case.pk]) + (f"?{query}" if query else "")

    def post(self, request: HttpRequest) -> HttpResponse:
        self.case = case_get_to_work(request.user, self.request.town, self.case.pk)
        action = ACTIONS.get(self.code)
        if action is None or not action.right(request.user, self.case.town):
            return redirect(self.case_url())
        form = action.form(request.POST, case=self.case)
        if not form.is_valid():
            return self.again(action, form)
        try:
            fresh = action_run(action=action, case=self.case, actor=request.user, told=dict(form.cleaned_data))
        except TransitionRefused as refusal:
            if action.has_fields:
                form.add_error(None, refusal.message)
                return self.again(action, form)
            messages.error(request, refusal.message)
            return redirect(self.case_url())
        messages.success(request, action.done if fresh else _("This was done already: nothing was done twice."))
        still_seen = Case.objects.visible_to(request.user, self.case.town).filter(pk=self.case.pk).exists()
        return redirect(self.case_url() if still_seen else reverse("inbox:list"))

    def again(self, action: Action, form: CaseForm) -> HttpResponse:
        """The same screen with what was typed and why it was refused."""
        self.refused = (action, form)
        return self.render_to_response(self.get_context_data(), status=422)

    def doing(self, seen: int) -> dict[str, Any]:
        action, form = self.refused
        return {"actions": actions_for(self.case, self.request.user), "action": action, "form": form}
