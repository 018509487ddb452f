"""Writing back: a template's text, and the sending of a reply in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from edm.delivery.api import channel_get
from edm.files.api import Document, document_is_held
from edm.register.models import Case, Channel, MailItem
from edm.register.services import case_answered, case_asked, item_register
from edm.replies.authors import author_of
from edm.replies.models import Reply, ReplyTemplate
from edm.replies.richtext import html_clean, html_to_text
from edm.replies.selectors import reply_channels
from edm.replies.variables import PLACE, variables_fill

__all__ = ["ReplyRefused", "reply_channels", "reply_send", "template_render"]

# Base64 makes a third more of it: most servers refuse a mail above 20 or 25 MB.
EMAIL_MAX_BYTES = 15 * 1024 * 1024


class ReplyRefused(Exception):
    """The reply has not left; `message` tells the clerk why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def template_render(*, template: ReplyTemplate, case: Case, actor: Any = None) -> tuple[str, str]:
    """The subject and the rich text of a template, filled from the case, for the editor."""
    subject = variables_fill(template.subject, case=case, actor=actor, html=False)
    return subject, variables_fill(template.body, case=case, actor=actor, html=True)


def reply_send(
    *,
    case: Case,
    actor: Any,
    key: UUID,
    channel: str,
    subject: str,
    html: str,
    document_ids: Sequence[int] = (),
    asks: bool = False,
) -> Reply:
    """Register the departure of a reply and hand it to its channel, in one transaction.

    `asks`: the citizen must send something, the case waits; otherwise the case is answered. Sent twice with the
    same `key`, the same departure comes back. Raises ReplyRefused or TransitionRefused, whose messages are for the
    clerk: nothing was sent then. The caller has fetched the case by `case_get_for`.
    """
    body = html_clean(html, case.town)
    subject = " ".join(subject.split())
    _check_words(subject, body)
    author = author_of(case, actor)
    if not author.name:
        raise ReplyRefused(_("A reply bears its author's first name and name (CRPA, L212-2): your account lacks one."))
    with transaction.atomic():
        reply = _reply_locked(case, actor, key)
        if reply.item_id:
            return reply
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        documents = _documents(case, actor, document_ids)
        _check_channel(case, channel, documents)
        with override(settings.LANGUAGE_CODE):  # what a citizen reads is in the town's language
            item = item_register(
                case=case,
                direction=MailItem.Direction.OUT,
                channel=channel,
                subject=subject,
                text=f"{html_to_text(body)}\n\n{author.text}",
                html=f"{body}\n{author.html}",
                correspondent=case.correspondent,
                author=actor,
                document_ids=[document.pk for document in documents],
            )
            reply.channel, reply.subject, reply.body, reply.asks = channel, subject, body, asks
            reply.author, reply.item = actor, item
            reply.save()
            reply.documents.set(documents)
            channel_get(channel).deliver(item=item)
        (case_asked if asks else case_answered)(case=case, actor=actor, item=item)
    reply.refresh_from_db()
    return reply


def _reply_locked(case: Case, actor: Any, key: UUID) -> Reply:
    """The reply of this key, alone: a second click waits here, then finds the departure of the first."""
    Reply.objects.get_or_create(key=key, defaults={"case": case, "author": actor})
    reply = Reply.objects.select_for_update(of=("self",)).get(key=key)
    if reply.case_id != case.pk:
        raise ReplyRefused(_("This reply belongs to another case. Open the case again."))
    return reply


def _check_words(subject: str, body: str) -> None:
    if not subject:
        raise ReplyRefused(_("Write the subject of the reply."))
    if not html_to_text(body):
        raise ReplyRefused(_("Write the text of the reply."))
    if left := PLACE.findall(f"{subject} {body}"):
        raise ReplyRefused(
            _("Nothing has replaced %(names)s: write these words yourself.") % {"names": ", ".join(left)}
        )


def _check_channel(case: Case, channel: str, documents: Sequence[Document]) -> None:
    if not case.is_open:
        raise ReplyRefused(_("This case has ended: reopen it before you reply."))
    choice = next((choice for choice in reply_channels(case) if choice.channel == channel), None)
    if choice is None:
        raise ReplyRefused(_("Choose how the reply leaves."))
    if not choice.usable:
        words = {"channel": choice.label, "reason": choice.reason}
        raise ReplyRefused(_("%(channel)s: %(reason)s") % words)
    if channel == Channel.EMAIL and sum(document.blob.size for document in documents) > EMAIL_MAX_BYTES:
        raise ReplyRefused(_("These documents are too heavy for an e-mail (15 MB at most): send them another way."))


def _documents(case: Case, actor: Any, document_ids: Sequence[int]) -> list[Document]:
    """The documents to attach, in the order asked for: of a case the actor may open, or new and held by nothing.

    A citizen's draft or document space holds its files: they are none of these.
    """
    readable = MailItem.objects.visible_to(actor, case.town)
    ours = Q(mail_items__case=case) | Q(mail_items__in=readable)
    asked = Document.objects.filter(town=case.town_id, pk__in=document_ids).select_related("blob")
    known = set(asked.filter(ours).values_list("pk", flat=True))
    by_id = {one.pk: one for one in asked if one.pk in known or not document_is_held(one.pk)}
    if set(document_ids) - by_id.keys():
        raise ReplyRefused(_("An attached document can't be opened any more: attach it again."))
    return [by_id[pk] for pk in dict.fromkeys(document_ids)]
