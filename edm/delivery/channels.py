"""The way out by e-mail, in the thread of the case."""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from edm.delivery.addresses import address_clean, own_addresses
from edm.delivery.services import mail_queue
from edm.register.models import Case, Channel, MailItem

RE = re.compile(r"^(\s*(re|ré|tr|fw|fwd|aw|sv|réf)\s*:)+", re.IGNORECASE)


class EmailChannel:
    code: str = Channel.EMAIL

    def can_reach(self, case: Case) -> bool:
        address = address_clean(case.correspondent.email)
        return bool(address) and address.lower() not in own_addresses()

    def deliver(self, *, item: MailItem) -> None:
        answered = _answered(item)
        subject = subject_answering if answered else subject_with_number
        mail_queue(
            to=[item.correspondent.email],
            subject=subject(item.case.number, item.subject),
            text=item.text,
            html=html_page(item.html) if item.html else "",
            documents=list(item.documents.all()),
            case=item.case,
            item=item,
            in_reply_to=answered,
        )


def _answered(item: MailItem) -> str:
    """The Message-ID of the last mail that the person wrote in this case; "" where there is none."""
    arrivals = MailItem.objects.filter(case=item.case_id, direction=MailItem.Direction.IN, channel=Channel.EMAIL)
    written = arrivals.exclude(handling=MailItem.Handling.NO_REPLY).exclude(message_id="")
    return written.order_by("-at", "-id").values_list("message_id", flat=True).first() or ""


def subject_answering(number: str, subject: str) -> str:
    """The subject of an answer: "Re:", the case's number in brackets, what was written about."""
    bare = RE.sub("", subject.replace(f"[{number}]", " ")).strip()
    return " ".join(f"Re: [{number}] {bare}".split())


def subject_with_number(number: str, subject: str) -> str:
    """The subject with the case's number in brackets, so that an answer finds its case."""
    mark = f"[{number}]"
    return subject if mark in subject else f"{mark} {subject}"


def html_page(html: str) -> str:
    """A whole document around sanitised HTML."""
    return format_html('<!doctype html><html lang="fr"><meta charset="utf-8"><body>{}</body></html>', mark_safe(html))  # noqa: S308
