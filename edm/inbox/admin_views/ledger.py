"""The ledger's day: what arrived, what became of it, what is late; for the registrar, what there is to look at.

The administrator, who sees to it that mail arrives and leaves, has the counts and what is late; subjects, senders and
texts are mail, which the registrar alone reads here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from edm.delivery.services import mail_retry
from edm.inbox.lateness import mail_get_for, mailboxes_late, mails_late, receptions_late
from edm.inbox.permissions import is_registrar, may_manage
from edm.intake.day import LedgerDay
from edm.intake.models import Reception
from edm.intake.selectors import UNDECIDED, receptions_visible, to_look_at
from edm.organisation.requests import TownRequest
from edm.register.clock import local_date

PER_PAGE = 25
EARLIEST = date(2000, 1, 1)  # no town's register of this kind is older, and a date has a day before it


def day_asked(asked: str, today: date) -> date:
    """The day of the address, never one to come; today where it is none."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    return min(max(day, EARLIEST), today)


class DayView(WagtailAdminTemplateMixin, View):
    request: TownRequest
    page_title = gettext_lazy("Register of the day")
    template_name = "inbox/ledger/day.html"
    breadcrumbs_items: list[dict[str, str]] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user, self.request.town):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, town = self.request.user, self.request.town
        today = local_date(town, timezone.now())
        day = day_asked(self.request.GET.get("jour", ""), today)
        ledger = LedgerDay(town, day)
        context |= {
            "day": day,
            "today": today,
            "before": day - timedelta(days=1) if day > EARLIEST else None,
            "after": day + timedelta(days=1) if day < today else None,
            "lines": ledger.lines,
            "total": ledger.total,
            "numbers": ledger.numbers,
            "reads_mail": is_registrar(user, town),
            "late": day == today,  # what is late is late now
        }
        if context["late"]:
            context |= self.late()
        if context["reads_mail"]:
            rows = to_look_at(receptions_visible(user, town), ledger, with_undecided=context["late"])
            context["set_aside"] = self.page_of(rows, "p")
        elif context["late"]:
            context["undecided"] = Reception.objects.filter(UNDECIDED, town=town.pk).count()
        return context

    def late(self) -> dict[str, Any]:
        town = self.request.town
        return {
            "mailboxes": list(mailboxes_late(town)),
            "receptions": self.page_of(receptions_late(Reception.objects.filter(town=town.pk)), "arrivees"),
            "mails": self.page_of(mails_late(town), "envois"),
        }

    def page_of(self, rows: QuerySet[Any], key: str) -> Page:
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(key))


@require_POST
def resend(request: TownRequest, mail_id: int) -> HttpResponse:
    """A mail that waits or was refused is sent again at the worker's next look."""
    if not may_manage(request.user, request.town):
        raise PermissionDenied
    mail = mail_get_for(request.user, request.town, mail_id)
    if mail_retry(mail_id=mail.pk):
        messages.success(request, _("The mail is tried again within a minute."))
    else:
        messages.info(request, _("This mail has left meanwhile: nothing was sent twice."))
    return redirect("ledger:day")
