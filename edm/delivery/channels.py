"""The way out by e-mail, in the thread of the case."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from edm.delivery.addresses import address_clean, own_addresses
from edm.delivery.services import mail_queue
from edm.register.models import Case, Channel, MailItem


class EmailChannel:
    code: str = Channel.EMAIL

    def can_reach(self, case: Case) -> bool:
        address = address_clean(case.correspondent.email)
        return bool(address) and address.lower() not in own_addresses()

    def deliver(self, *, item: MailItem) -> None:
        mail_queue(
            to=[item.correspondent.email],
            subject=subject_with_number(item.case.number, item.subject),
            text=item.text,
            html=html_page(item.html) if item.html else "",
            documents=list(item.documents.all()),
            case=item.case,
            item=item,
        )


def subject_with_number(number: str, subject: str) -> str:
    """The subject with the case's number in brackets, so that an answer finds its case."""
    mark = f"[{number}]"
    return subject if mark in subject else f"{mark} {subject}"


def html_page(html: str) -> str:
    """A whole document around sanitised HTML."""
    return format_html('<!doctype html><html lang="fr"><meta charset="utf-8"><body>{}</body></html>', mark_safe(html))  # noqa: S308
