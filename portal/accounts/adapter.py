"""What allauth asks of us: it signs citizens up and renews passwords; the sign-in page is our own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from edm.organisation.api import town_for_request

# The page that follows says it already.
SAID_BY_THE_PAGE = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/logged_out.txt",
        "account/messages/email_confirmation_sent.txt",
        "account/messages/email_confirmed.txt",
    }
)


class AccountAdapter(DefaultAccountAdapter):
    def render_mail(self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None) -> Any:
        context["town"] = town_for_request(self.request)
        return super().render_mail(template_prefix, email, context, headers)

    def format_email_subject(self, subject: str) -> str:
        town = town_for_request(self.request)
        return _("%(town)s: %(subject)s") % {"town": town, "subject": subject} if town else subject

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in SAID_BY_THE_PAGE:
            super().add_message(request, level, message_template, *args, **kwargs)
