"""The way out by the citizen's space: documents kept with the account, and a notice by e-mail without content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.delivery.api import mail_queue
from portal.documents.services import documents_give
from portal.requests.addresses import tracking_words
from portal.requests.models import ServiceRequest

if TYPE_CHECKING:
    from edm.register.models import Case, MailItem


class PortalChannel:
    code = "portal"

    def can_reach(self, case: Case) -> bool:
        """Whether the case came from a form, by an account or with a tracking code: its citizen can read online."""
        return request_of_case(case) is not None

    def deliver(self, *, item: MailItem) -> None:
        """Rows alone: the documents go into the account's space, a notice into the queue."""
        row = request_of_case(item.case)
        if row is None:
            raise ValueError(f"Case {item.case.number} has no citizen's space")
        if row.user is not None:
            documents_give(user=row.user, case=item.case, documents=list(item.documents.all()))
        if address := (row.user.email if row.user else "") or row.email:
            with override(row.version.language):
                self._notice(item, row, address)

    def _notice(self, item: MailItem, row: ServiceRequest, address: str) -> None:
        link, code = tracking_words(row)
        title = _("The town hall has written to you")
        context = {"case": item.case, "row": row, "town": row.town, "link": link, "code": code}
        mail_queue(
            to=[address],
            subject=f"[{item.case.number}] {title}",
            text=render_to_string("requests/mail/answer.txt", context),
            case=item.case,
            item=item,
            automatic=True,
        )


def request_of_case(case: Case) -> ServiceRequest | None:
    """The filed request behind a case, if its citizen can come back to it."""
    rows = ServiceRequest.objects.filter(Q(user__isnull=False) | ~Q(tracking_code=""), case=case)
    return rows.select_related("user", "version", "town__site").first()
