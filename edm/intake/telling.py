"""What the clerk must know of a mail, as lines of its case's history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from edm.delivery.api import mail_bounced
from edm.intake.message import Automatic, Message
from edm.intake.threads import Citation
from edm.register.models import Case, CaseEvent, MailItem
from edm.register.registration import event_write

Verb = CaseEvent.Verb


def history_tell(item: MailItem, message: Message, citation: Citation | None) -> None:
    """Write what was wrong with the mail, why it joined or did not, and where its sender wants the answer."""
    for words in _told(item, message, citation):
        event_write(case=item.case, verb=Verb.NOTED, text=words, item=item)
    if message.automatic == Automatic.BOUNCE:
        if citation and citation.joins:
            _tell_bounce(item, message)
        _returned(item.case if citation and citation.joins else None, message)


def _told(item: MailItem, message: Message, citation: Citation | None) -> list[str]:
    words = list(message.defects)
    sender = {"address": message.sender_email or _("unknown address")}
    if citation and citation.joins:
        words += _why_joined(message, citation, sender)
    elif citation:
        told = (
            _("This e-mail names the case %(number)s, but our mail server could not confirm that %(address)s sent it.")
            if message.disowned
            else _("This e-mail names the case %(number)s, but nothing shows that its sender is a party of it.")
        )
        words.append(told % {"number": citation.case.number, **sender})
    if message.reply_to and message.reply_to != item.correspondent.email and message.automatic == Automatic.NO:
        told = _("The sender asks to be answered at another address: %(address)s.")
        words.append(told % {"address": message.reply_to})
    return words


def _why_joined(message: Message, citation: Citation, sender: dict[str, str]) -> list[str]:
    if message.automatic == Automatic.BOUNCE:
        return []
    if message.automatic != Automatic.NO:
        return [_("An automatic answer has come.")]
    if message.disowned:
        told = _("Our mail server could not confirm that %(address)s sent this e-mail: it joined as it answers ours.")
        return [told % sender]
    if not citation.by_party:  # the name that is shown may be anybody's
        told = _("%(address)s was not known in this case: this e-mail joined it because it answers one of ours.")
        return [told % sender]
    return []


def _tell_bounce(item: MailItem, message: Message) -> None:
    words = _("the mail came back: %(subject)s") % {"subject": message.subject}
    for address in message.reported_addresses or (_("unknown address"),):
        event_write(case=item.case, verb=Verb.UNDELIVERED, text=f"{address} : {words}", item=item)


def _returned(case: Case | None, message: Message) -> None:
    """What came back is no longer sent: the queue knows, and whoever wrote it reads it there."""
    ids = [*message.reported_ids, *message.references]
    words = _("the mail came back: %(subject)s") % {"subject": message.subject}
    if message.reported_status:
        words = f"{message.reported_status} {words}"
    mail_bounced(case=case, message_ids=ids, addresses=message.reported_addresses, words=words)
